/** Time, so that tests can make their own. */
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number;

  /** Calls back once `now()` has reached `due` or later, unless the answer is called before. */
  at(due: number, callBack: () => void): () => void;
};

/** `setTimeout` takes no more. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),

  at: (due, callBack) => {
    let timer: NodeJS.Timeout | undefined;
    const wait = (): void => {
      const left = due - Date.now();
      if (left <= 0) {
        callBack();
        return;
      }
      timer = setTimeout(wait, Math.min(left, LONGEST_WAIT_MS));
    };
    // Not at once even if it is due: nobody expects to be called back before `at` returns.
    timer = setTimeout(wait, Math.min(Math.max(due - Date.now(), 0), LONGEST_WAIT_MS));
    return () => clearTimeout(timer);
  },
};
