import type { Azurite } from './launchAzurite';

/** More restarts than this within a minute say that another one will not help. */
const RESTARTS_PER_MINUTE = 5;

export type BlobStatus = 'healthy' | 'restarting' | 'failed';

/** A process that is kept running until it is closed. */
export type Supervisor = {
  status(): BlobStatus;
  /** The process that runs now, or ran last. */
  pid(): number | undefined;
  close(): Promise<void>;
};

export type Supervision = { relaunch: () => Promise<Azurite>; log: (line: string) => void };

/** Starts Azurite again when it dies, and gives up when it does so too often or does not start. */
export function superviseAzurite(first: Azurite, { relaunch, log }: Supervision): Supervisor {
  const budget = restartBudget();
  let azurite = first;
  let status: BlobStatus = 'healthy';
  let isClosing = false;

  async function watch(): Promise<void> {
    for (;;) {
      const how = await azurite.ended;
      if (isClosing) {
        return;
      }
      status = 'restarting';
      log(`Azurite ended with ${how}; starting it again`);
      budget.spend();
      azurite = await relaunch();
      status = 'healthy';
      if (isClosing) {
        await azurite.stop();
      }
    }
  }

  const watched = watch().catch((error: unknown) => {
    status = 'failed';
    log(`given up: ${error instanceof Error ? error.message : String(error)}`);
  });
  return {
    status: () => status,
    pid: () => azurite.pid,
    async close() {
      isClosing = true;
      await azurite.stop();
      await watched;
    },
  };
}

function restartBudget() {
  let spent: number[] = [];
  return {
    spend(): void {
      const now = performance.now();
      spent = [...spent.filter((at) => at > now - 60_000), now];
      if (spent.length > RESTARTS_PER_MINUTE) {
        throw new Error(`Azurite needed more than ${RESTARTS_PER_MINUTE} restarts in a minute`);
      }
    },
  };
}
