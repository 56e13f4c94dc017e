import { circuitsOf } from '../fleet';
import { isApproved, wayToStart } from './approval';
import { passed, refused } from './question';
import type { Guard } from './question';

/** More of the fleet than the policy trusts to us waits for a person who has seen the plan. */
export const maxShareOfFleet: Guard = (of) => {
  const { targets, fleet, policy } = of;
  const limit = policy.guards.maxShareOfFleetWithoutApproval;
  const all = circuitsOf(fleet).length;
  const share = targets.length / all;
  const sentence = `${targets.length} circuits of ${all} are ${percentUp(share)}`;
  if (share <= limit) {
    return passed(`${sentence} <= ${percentUp(limit)} without approval`);
  }
  return isApproved(of)
    ? passed(`${sentence} > ${percentUp(limit)}, and the plan was approved`)
    : refused(`${sentence} > ${percentUp(limit)} without approval; ${wayToStart(of)}`);
};

/** Rounded up to a tenth, so that what is over a limit never reads as the limit. */
function percentUp(share: number): string {
  return `${Math.ceil(share * 1000 - 1e-9) / 10} %`;
}
