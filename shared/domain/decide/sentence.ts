import type { Blame, Strictness } from './blame';
import type { Weight } from './weigh';
import { counted, percent } from './words';

/** `job failures 41 circuits > 1 circuit in 30 min, all 41 changed by Release-123, 0 of 0 unchanged`. */
export function accusation({ inquiry, culprits, failing }: Blame): string {
  const parts = culprits.map(({ candidate, explained }) => {
    const { release, changed } = candidate;
    const all = explained.length === inquiry.failing.size ? 'all ' : '';
    const others = [...inquiry.measured].filter((circuit) => !changed.has(circuit));
    const failingOthers = others.filter((circuit) => failing.has(circuit));
    return `${all}${explained.length} changed by ${release}, ${failingOthers.length} of ${others.length} unchanged`;
  });
  return [inquiry.verdict.sentence, ...parts].join(', ');
}

/** Why no release is blamed for a breached rule, after what the rule says. */
export function whyNobody(
  { inquiry, ranking, failing }: Blame,
  limits: Strictness & { releaseWithinMinutes: number },
): string {
  const said = inquiry.verdict.sentence;
  if (failing.size === 0) {
    return `${said}, but none of these circuits fails more than it usually does`;
  }
  const [likeliest] = ranking.toSorted((a, b) => b.score - a.score || b.failing - a.failing);
  return likeliest === undefined
    ? `${said}, but no release in the last ${limits.releaseWithinMinutes} min`
    : `${said}, but not by ${likeliest.candidate.release}: ${whyNot(likeliest, limits)}`;
}

/** Why a release is not blamed, in a sentence with value, operator and limit. */
export function whyNot(weight: Weight, { maxChance, minScore }: Strictness): string {
  const { flaw, chance, score, lacksContrast, unchanged } = weight;
  if (flaw !== undefined) {
    return flaw;
  }
  if (chance > maxChance) {
    return `so many may fail by chance, ${percent(chance)} > ${percent(maxChance)}`;
  }
  if (lacksContrast) {
    const { tried, ill } = unchanged;
    return `${counted(tried, 'circuit')} that it did not change ${tried === 1 ? 'was' : 'were'} tried since its own began to fail, and ${ill} fail: too few to tell it from what hits all`;
  }
  return score < minScore
    ? `score ${score.toFixed(2)} < ${minScore.toFixed(2)}: ${overlap(weight)}`
    : `another release explains it better: ${overlap(weight)}`;
}

/** How a release and the failures overlap. */
export function overlap({ explained, measured, recall }: Weight): string {
  const fail = `${explained.length} of ${counted(measured, 'measured circuit')} that it changed fail since`;
  return `${fail}, ${percent(recall)} of what fails`;
}
