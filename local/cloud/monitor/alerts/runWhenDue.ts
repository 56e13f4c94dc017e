export type Schedule = {
  /** Looks what is due now, instead of when it was expected to be. */
  wake: () => void;
  /** Settles when nothing runs any more. */
  stop: () => Promise<void>;
};

/** Where the clock may be set, and where a timer is longest. */
const longestWaitMs = 60_000;
const waitAfterErrorMs = 1000;

/**
 * Runs a step whenever it is due, one at a time. The step answers when it is due next, or undefined if
 * only `wake` will tell. Nothing runs before the first `wake`, and a failure is logged and tried again.
 */
export function runWhenDue(
  step: () => Promise<number | undefined>,
  { clock, log }: { clock: () => number; log: (line: string) => void },
): Schedule {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  let stopped = false;

  const run = async (): Promise<void> => {
    if (stopped) {
      return;
    }
    clearTimeout(timer);
    const wait = await step().then(
      (dueAt) => (dueAt === undefined ? undefined : dueAt - clock()),
      (error: unknown) => {
        log(`Alert rules: ${error instanceof Error ? error.stack : String(error)}`);
        return waitAfterErrorMs;
      },
    );
    clearTimeout(timer);
    if (wait !== undefined && !stopped) {
      timer = setTimeout(wake, Math.min(Math.max(wait, 1), longestWaitMs));
    }
  };
  const wake = (): void => {
    running = running.then(run);
  };

  return {
    wake,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
