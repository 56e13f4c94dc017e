import type { Release } from '../release';
import type { SwitchAsk } from './switch';

/** What takes back the switches of a release: to the deployment it left, from the one it went to. */
export function switchesBack(
  { switches = [] }: Pick<Release, 'switches'>,
  pace: SwitchAsk['pace'],
): SwitchAsk[] {
  return switches.map(({ plant, kind, from, to }) => ({ plant, kind, to: from, from: to, pace }));
}
