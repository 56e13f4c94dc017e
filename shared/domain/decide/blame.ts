import { jointChance } from './chance';
import type { Candidate } from './candidate';
import type { Inquiry } from './inquiry';
import { usualChance } from './symptom';
import { weigh } from './weigh';
import type { Open, Weight } from './weigh';

/** What blame asks for before it names anybody; of the policy. */
export type Strictness = {
  minScore: number;
  maxChance: number;
};

/** Whom a breached rule points at. */
export type Blame = {
  inquiry: Inquiry;
  /** Releases that each explain a part of what fails, the best first. */
  culprits: readonly Weight[];
  /** All releases asked about, weighed against all that fails, the best first. */
  ranking: readonly Weight[];
  /** Circuits that fail more than they usually do. */
  failing: ReadonlySet<string>;
  /** How likely it is of each circuit that breaches the rule to look so bad by chance. */
  chances: ReadonlyMap<string, number>;
};

/**
 * Blames releases for a breached rule: the one that explains most of what fails best, then what is
 * left by another, until nobody explains the rest. Names none whose score is weak, or whose
 * failures may well be chance.
 */
export function blame(
  inquiry: Inquiry,
  candidates: readonly Candidate[],
  strictness: Strictness,
): Blame {
  const chances = chancesOf(inquiry, candidates);
  const failing = new Set(
    [...chances].flatMap(([circuit, chance]) => (chance <= usualChance ? [circuit] : [])),
  );
  let open: Open = { failing, measured: inquiry.measured };
  let left = candidates;
  const culprits: Weight[] = [];
  const ranking = rank(inquiry, left, { open, strictness, chances });

  for (
    let found = ranking;
    open.failing.size > 0;
    found = rank(inquiry, left, { open, strictness, chances })
  ) {
    const best = pick(
      inquiry,
      found.filter((one) => isConvincing(one, strictness)),
    );
    if (best === undefined) {
      break;
    }
    culprits.push(best);
    open = without(open, best.explained);
    left = left.filter((candidate) => candidate !== best.candidate);
  }
  return { inquiry, culprits, ranking, failing, chances };
}

/**
 * In the light of each release: tries from before it would dilute what came after. Of changed and
 * unchanged circuits alike, or what hits all of them would seem to hit the changed ones more.
 */
function chancesOf(inquiry: Inquiry, candidates: readonly Candidate[]): Map<string, number> {
  const lights = [undefined, ...candidates];
  return new Map(
    [...inquiry.failing].map((circuit) => [
      circuit,
      Math.min(...lights.map((light) => inquiry.symptom(circuit, light).chance)),
    ]),
  );
}

function isConvincing({ flaw, chance, score, lacksContrast }: Weight, limits: Strictness): boolean {
  return (
    flaw === undefined && !lacksContrast && chance <= limits.maxChance && score >= limits.minScore
  );
}

/** Weighs all candidates, the best first. What fails by chance alone takes no release's share. */
function rank(
  inquiry: Inquiry,
  candidates: readonly Candidate[],
  { open, strictness, chances }: { open: Open; strictness: Strictness; chances: Blame['chances'] },
): Weight[] {
  const first = candidates.map((candidate) => weigh(inquiry, candidate, open));
  const explained = new Set(
    first.flatMap((one) => (one.chance <= strictness.maxChance ? one.explained : [])),
  );
  const rest = [...open.failing].filter((circuit) => !explained.has(circuit));
  const chance = jointChance(
    rest.map((circuit) => chances.get(circuit) ?? 1),
    open.measured.size - explained.size,
  );
  const weights =
    chance <= strictness.maxChance || explained.size === 0
      ? first
      : candidates.map((candidate) => weigh(inquiry, candidate, { ...open, failing: explained }));
  return weights.toSorted((a, b) => b.score - a.score || byAge(a, b));
}

/** Scores this close tell nothing of which is the cause. */
const margin = 0.1;

/**
 * The best, unless others explain the very same circuits about as well: then what ran well on it
 * for longer is less likely the cause, then what the matrix does not suspect, then the older.
 */
function pick(inquiry: Inquiry, weights: readonly Weight[]): Weight | undefined {
  const [best] = weights;
  if (best === undefined) {
    return undefined;
  }
  const rivals = weights.filter(
    ({ score, explained }) => score >= best.score - margin && isSame(explained, best.explained),
  );
  const fine = Math.min(...rivals.map(({ fineTries }) => fineTries));
  const suspect = suspectOf(inquiry, best);
  const doubt = ({ candidate, fineTries }: Weight) =>
    (fineTries > 2 * fine + 2 ? 2 : 0) +
    (candidate.kind === suspect || candidate.kind === 'both' ? 0 : 1);
  return rivals.toSorted((a, b) => doubt(a) - doubt(b) || byAge(a, b))[0];
}

/** The rollback matrix: one circuit points to its model, the same on several to what they share. */
function suspectOf({ rule }: Inquiry, { explained }: Weight): 'model' | 'environment' {
  if (rule.suspect !== 'either') {
    return rule.suspect;
  }
  return explained.length === 1 ? 'model' : 'environment';
}

/** The younger first: it changed what the older ones left. */
function byAge(a: Weight, b: Weight): number {
  const [first, second] = [a, b].map(({ candidate: { at, release, kind } }) => at + release + kind);
  return (first ?? '') < (second ?? '') ? 1 : -1;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  const known = new Set(b);
  return a.length === b.length && a.every((circuit) => known.has(circuit));
}

function without({ failing, measured }: Open, explained: readonly string[]): Open {
  const gone = new Set(explained);
  const keep = (circuits: ReadonlySet<string>) =>
    new Set([...circuits].filter((circuit) => !gone.has(circuit)));
  return { failing: keep(failing), measured: keep(measured) };
}
