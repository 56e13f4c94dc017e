type Waiting<T> = { item: T; done: PromiseWithResolvers<void> };

/**
 * Does one piece of work for many callers: what is asked for while calls are under way waits, and
 * goes into the next one together. A caller alone waits for nobody. All callers of one call share
 * its fate.
 */
export function coalesce<T>(
  work: (items: readonly T[]) => Promise<void>,
  { calls, most }: { calls: number; most: number },
): (item: T) => Promise<void> {
  const waiting: Waiting<T>[] = [];
  let running = 0;

  const run = async (together: readonly Waiting<T>[]): Promise<void> => {
    try {
      await work(together.map(({ item }) => item));
      together.forEach(({ done }) => done.resolve());
    } catch (error) {
      together.forEach(({ done }) => done.reject(error));
    }
  };
  const runAll = async (): Promise<void> => {
    running += 1;
    while (waiting.length > 0) {
      // oxlint-disable-next-line no-await-in-loop -- what comes meanwhile goes into the next call
      await run(waiting.splice(0, most));
    }
    running -= 1;
  };

  return async (item) => {
    const done = Promise.withResolvers<void>();
    waiting.push({ item, done });
    if (running < calls) {
      void runAll();
    }
    return done.promise;
  };
}
