/**
 * Runs so many pieces of work at once, and the others in the order in which they were given: a
 * hundred calls over a few connections are done sooner than over a hundred that must first be made.
 */
export function atMost(calls: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async (work) => {
    if (running === calls) {
      // Whoever ends hands its place on: nobody who comes meanwhile can take it.
      await new Promise<void>((begin) => {
        waiting.push(begin);
      });
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) {
        next();
      } else {
        running -= 1;
      }
    }
  };
}
