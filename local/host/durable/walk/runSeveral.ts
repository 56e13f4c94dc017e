import type { Action } from './action';
import type { Settle } from './numbering';

type Run = (action: Action, settle: Settle) => void;

/** Runs strictly one after the other; a loop, because a long run of signals settles at once. */
export function runInOrder(actions: readonly Action[], run: Run, onEnd: () => void): void {
  let next = 0;
  let looping = false;
  let settledAtOnce = false;

  const advance = (): void => {
    if (looping) {
      settledAtOnce = true;
      return;
    }
    looping = true;
    do {
      settledAtOnce = false;
      const action = actions[next];
      next += 1;
      if (action === undefined) {
        onEnd();
        return;
      }
      run(action, advance);
    } while (settledAtOnce);
    looping = false;
  };

  advance();
}

/** Waits for all, even after a failure: only then does the host see what comes next. */
export function runAll(actions: readonly Action[], run: Run, settle: Settle): void {
  let left = actions.length;
  for (const action of actions) {
    run(action, (outcome) => {
      left -= 1;
      if (left === 0) {
        settle(outcome);
      }
    });
  }
}

/** Waits for the first to end; the others go on. */
export function runAny(actions: readonly Action[], run: Run, settle: Settle): void {
  let settled = false;
  for (const action of actions) {
    run(action, (outcome) => {
      if (!settled) {
        settled = true;
        settle(outcome);
      }
    });
  }
}
