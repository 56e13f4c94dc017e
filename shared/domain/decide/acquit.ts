import type { Blame } from './blame';
import type { Candidate } from './candidate';
import type { Weight } from './weigh';

/**
 * What one symptom shows to have come from outside is no release's doing by another: of circuits
 * that ran well on a release and then failed all at once, some always fail by other rules as well.
 */
export function acquit(blames: readonly Blame[]): Blame[] {
  return blames.map((one) => ({
    ...one,
    culprits: one.culprits.filter((culprit) => !isAcquitted(culprit, blames)),
  }));
}

function isAcquitted({ candidate, explained }: Weight, blames: readonly Blame[]): boolean {
  const hit = new Set(blames.flatMap(({ ranking }) => hitIn(ranking, candidate)));
  const spared = explained.filter((circuit) => !hit.has(circuit));
  return spared.length * 2 < explained.length;
}

function hitIn(ranking: readonly Weight[], candidate: Candidate): readonly string[] {
  return ranking.find((one) => one.candidate === candidate)?.hitFromOutside ?? [];
}
