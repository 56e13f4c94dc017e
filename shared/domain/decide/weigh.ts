import type { Instant } from '../time';
import type { Candidate } from './candidate';
import { jointChance } from './chance';
import type { Inquiry } from './inquiry';
import type { Symptom } from './symptom';
import { percent } from './words';

/** How well a release explains what fails, in numbers between 0 and 1 and in counts of circuits. */
export type Weight = {
  candidate: Candidate;
  /** Circuits that it changed and that were measured since. */
  measured: number;
  /** Those of them that fail more than they usually do. */
  failing: number;
  /** The failing ones that were in order before the release, and turned for the worse after it. */
  explained: readonly string[];
  /** Explained, of all that fails. */
  recall: number;
  /** Explained, of those it changed that were measured since. */
  precision: number;
  /** Share of its failing circuits that turned after it; 0 when they drifted, or ran well on it first. */
  timing: number;
  /** By how much less often circuits fail that it did not change: 1 when none of them does. */
  contrast: number;
  /** How many tries of an explained circuit were fine between the release and its onset, in the mean. */
  fineTries: number;
  /** At most so likely to come about by chance. */
  chance: number;
  /** √(recall · precision) · timing · contrast: the overlap of changed and failing set (Ochiai), discounted. */
  score: number;
  /** What speaks against it whatever its score. */
  flaw?: string;
};

/** What of a breached rule is still to be explained. */
export type Open = { failing: ReadonlySet<string>; measured: ReadonlySet<string> };

/** A circuit is no evidence when it looks so bad by chance this often. */
export const usualChance = 0.25;

/** At least so much of the change must have come after the release, and so much of it at one stroke. */
const minAfter = 0.5;
const minAbrupt = 1 / 3;

/** Weighs one release against what is open of a breached rule. */
export function weigh(inquiry: Inquiry, candidate: Candidate, open: Open): Weight {
  const { changed } = candidate;
  const since = [...open.measured].filter((one) => inquiry.isMeasuredSince(one, candidate));
  const measured = since.filter((circuit) => changed.has(circuit));
  const failing = measured
    .filter((circuit) => open.failing.has(circuit))
    .map((circuit) => ({ circuit, symptom: inquiry.symptom(circuit, candidate) }))
    .filter(({ symptom }) => symptom.chance <= usualChance);
  const after = failing.filter(({ symptom }) => isAfter(symptom, inquiry.feltFrom(candidate)));
  const explained = after.map(({ circuit }) => circuit);
  const flaw = flawOf(inquiry, candidate, { failing, after });

  const recall = share(explained.length, open.failing.size);
  const precision = share(explained.length, measured.length);
  const timing = flaw === undefined ? share(explained.length, failing.length) : 0;
  const others = since.filter((circuit) => !changed.has(circuit));
  const contrast = contrastOf(others, open, precision);
  return {
    candidate,
    measured: measured.length,
    failing: failing.length,
    explained: flaw === undefined ? explained : [],
    recall,
    precision,
    timing,
    contrast,
    fineTries: share(
      after.reduce((sum, { symptom }) => sum + symptom.fineTries, 0),
      after.length,
    ),
    chance: jointChance(
      failing.map(({ symptom }) => symptom.chance),
      measured.length,
    ),
    score: Math.sqrt(recall * precision) * timing * contrast,
    ...(flaw === undefined ? {} : { flaw }),
  };
}

function isAfter({ onset }: Symptom, from: Instant): boolean {
  return onset !== undefined && onset >= from;
}

/** The attributable share: what of the failures on changed circuits is not found on unchanged ones. */
function contrastOf(others: readonly string[], open: Open, failingShare: number): number {
  const failing = others.filter((circuit) => open.failing.has(circuit));
  return failingShare === 0
    ? 0
    : Math.max(0, 1 - share(failing.length, others.length) / failingShare);
}

type Turned = { circuit: string; symptom: Symptom };

function flawOf(
  inquiry: Inquiry,
  candidate: Candidate,
  { failing, after }: Record<'failing' | 'after', readonly Turned[]>,
): string | undefined {
  if (failing.length === 0) {
    return 'none of its circuits fails more than it usually does';
  }
  if (after.length === 0) {
    return 'its circuits failed before it already';
  }
  // One circuit of several says nothing about what they share.
  if (candidate.kind !== 'model' && after.length === 1 && candidate.changed.size > 1) {
    return `only one of the ${candidate.changed.size} circuits that share it fails`;
  }
  const shape = inquiry.shape(
    after.map(({ circuit }) => circuit),
    candidate,
  );
  if (shape.after < minAfter) {
    return `only ${percent(shape.after)} of the change for the worse came after it`;
  }
  if (shape.abrupt < minAbrupt) {
    return 'its circuits got worse slowly, and a release breaks them at one stroke';
  }
  return shape.ranWellMinutes > 0
    ? `its circuits ran well on it for ${Math.round(shape.ranWellMinutes)} min, and then failed at once`
    : undefined;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
