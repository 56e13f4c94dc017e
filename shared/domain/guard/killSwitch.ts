import { forPeople } from '../time';
import { passed, refused } from './question';
import type { Guard } from './question';

/** While either switch is on, the policy's or the one that people throw, nothing is written. */
export const killSwitch: Guard = ({ killSwitch: thrown, policy: { guards } }) => {
  if (guards.killSwitch) {
    return refused('the kill switch of the policy is on, expected off');
  }
  if (!thrown.on) {
    return passed('the kill switch is off');
  }
  const { by, at, reason } = thrown;
  const since = at === undefined ? '' : ` since ${forPeople(at)}`;
  const whose = by === undefined ? '' : `, thrown by ${by}`;
  return refused(
    `the kill switch is on${since}${whose}, expected off${reason === undefined ? '' : `: ${reason}`}`,
  );
};
