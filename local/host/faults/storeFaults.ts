import type { Faults } from '../durable/store/durableStore';
import { everyNth } from './everyNth';
import type { FaultPlan } from './faultPlan';

/** The faults that the durable engine meets by itself; `die` does not come back. */
export function storeFaults(plan: FaultPlan, die: () => void): Faults {
  let commits = 0;
  return {
    beforeCommit: () => {
      commits += 1;
      pause(plan['slow-store'] ?? 0);
      if (commits === plan['kill-before-commit']) {
        die();
      }
    },
    afterCommit: () => {
      if (commits === plan['kill-after-commit']) {
        die();
      }
    },
    repeatActivity: everyNth(plan['repeat-activity']),
  };
}

/** Blocks as a slow disk would: nothing else of the store goes on meanwhile. */
function pause(milliseconds: number): void {
  if (milliseconds > 0) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  }
}
