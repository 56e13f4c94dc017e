import { wayToStart } from './approval';
import { passed, refused } from './question';
import type { Accused, Guard } from './question';

/**
 * What no rule has earned the right to do by itself waits for a person. One rule at `auto` is
 * enough for a release: another one that only advises must not make it hold still.
 */
export const autonomy: Guard = (of) => {
  if (of.incident.origin.by !== 'alerts') {
    return passed('no rule led to it');
  }
  const unearned = of.accused.filter(({ rules }) => !rules.some(({ level }) => level === 'auto'));
  return unearned.length === 0
    ? passed('every release is blamed by a rule at auto')
    : refused(`${unearned.map(whyUnearned).join('; ')}; ${wayToStart(of)}`);
};

function whyUnearned({ release, rules }: Accused): string {
  if (rules.length === 0) {
    return `no rule is known that blames ${release}, expected one at auto`;
  }
  const levels = rules.map(({ rule, level }) => `${rule} (${level} < auto)`);
  return `${release} is blamed by ${levels.join(', ')}`;
}
