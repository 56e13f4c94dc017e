import type { Blame, Strictness } from './blame';
import { jointChance } from './chance';
import { counted, percent } from './words';

type Limits = Strictness & {
  minShareExplained: number;
  vetoUnchangedShare: number;
  minUnchangedCircuits: number;
};

/**
 * Why it is not the releases alone, in a sentence, if circuits fail as well that none of these has
 * changed: too many of them for chance, and too large a share of them or of all that fails.
 */
export function veto(
  { inquiry, failing, chances: all }: Blame,
  changed: ReadonlySet<string>,
  limits: Limits,
): string | undefined {
  const unchanged = [...inquiry.measured].filter((circuit) => !changed.has(circuit));
  const others = unchanged.filter((circuit) => failing.has(circuit));
  const { minUnchangedCircuits, vetoUnchangedShare, minShareExplained, maxChance } = limits;
  const chances = others.map((circuit) => all.get(circuit) ?? 1);
  if (others.length < minUnchangedCircuits || jointChance(chances, unchanged.length) > maxChance) {
    return undefined;
  }
  const of = `${others.length} of ${counted(unchanged.length, 'circuit')} that it did not change fail as well`;
  if (others.length > vetoUnchangedShare * unchanged.length) {
    return `${of}, ${percent(others.length / unchanged.length)} > ${percent(vetoUnchangedShare)}`;
  }
  const explained = 1 - others.length / failing.size;
  return explained < minShareExplained
    ? `${of}: ${percent(explained)} of what fails is explained < ${percent(minShareExplained)}`
    : undefined;
}
