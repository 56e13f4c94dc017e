import type { Instant } from '../time';
import type { Candidate } from './candidate';
import { jointChance, tailChance } from './chance';
import type { Inquiry } from './inquiry';
import { usualChance } from './symptom';
import type { Symptom } from './symptom';
import { arrivedMinutes } from './shape';
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
  /** Of the circuits that it did not change and that were tried since what it changed began to fail: how many fare ill. */
  unchanged: { tried: number; ill: number };
  /** Whether they are too few to tell a release from what hits all circuits. */
  lacksContrast: boolean;
  /** How many tries of an explained circuit were fine between the release and its onset, in the mean. */
  fineTries: number;
  /** At most so likely to come about by chance. */
  chance: number;
  /** √(recall · precision) · timing · contrast: the overlap of changed and failing set (Ochiai), discounted. */
  score: number;
  /** What speaks against it whatever its score. */
  flaw?: string;
  /** The circuits that ran well on it and were then hit from outside. */
  hitFromOutside: readonly string[];
};

/** What of a breached rule is still to be explained. */
export type Open = { failing: ReadonlySet<string>; measured: ReadonlySet<string> };

/** At least so much of the change must have come after the release, and so much of it at one stroke. */
const minAfter = 0.5;
const minAbrupt = 1 / 3;

/** Weighs one release against what is open of a breached rule. */
export function weigh(inquiry: Inquiry, candidate: Candidate, open: Open): Weight {
  const { since, measured, failing, after } = sortedBy(inquiry, candidate, open);
  const explained = after.map(({ circuit }) => circuit);
  const compared = compare(inquiry, candidate, { after, open });
  const isApart = compared.unchanged.tried > 0 && compared.contrast === 1;
  const wellMinutes = isApart && !compared.lacksContrast ? arrivedMinutes : 0;
  const flaw = flawOf(inquiry, candidate, { failing, after, wellMinutes });

  const recall = share(explained.length, open.failing.size);
  const precision = share(explained.length, measured.length);
  const timing = flaw === undefined ? share(explained.length, failing.length) : 0;
  const others = since.filter((circuit) => !candidate.changed.has(circuit));
  const contrast = contrastOf(others, open, precision);
  return {
    candidate,
    measured: measured.length,
    failing: failing.length,
    explained: flaw === undefined ? explained : [],
    recall,
    precision,
    timing,
    contrast: Math.min(contrast, compared.contrast),
    unchanged: compared.unchanged,
    lacksContrast: compared.lacksContrast,
    fineTries: fineTriesOf(after),
    chance: jointChance(
      failing.map(({ symptom }) => symptom.chance),
      measured.length,
    ),
    score: Math.sqrt(recall * precision) * timing * Math.min(contrast, compared.contrast),
    hitFromOutside: flaw?.ranWell === true ? after.map(({ circuit }) => circuit) : [],
    ...(flaw === undefined ? {} : { flaw: flaw.why }),
  };
}

/** What was measured since a release reached it, what of that it changed, what of these fails, and since then. */
function sortedBy(inquiry: Inquiry, candidate: Candidate, open: Open) {
  const since = [...open.measured].filter((one) => inquiry.isMeasuredSince(one, candidate));
  const measured = since.filter((circuit) => candidate.changed.has(circuit));
  const failing = measured
    .filter((circuit) => open.failing.has(circuit))
    .map((circuit) => ({ circuit, symptom: inquiry.symptom(circuit, candidate) }))
    .filter(({ symptom }) => symptom.chance <= usualChance);
  const after = failing.filter(({ symptom }) => isAfter(symptom, inquiry.feltFrom(candidate)));
  return { since, measured, failing, after };
}

/** How often circuits were tried and were fine before they failed, on average. */
function fineTriesOf(after: readonly { symptom: Symptom }[]): number {
  return share(
    after.reduce((sum, { symptom }) => sum + symptom.fineTries, 0),
    after.length,
  );
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

/** What hits all circuits spares some; and so likely it must not be that it spares just the unchanged ones. */
const mostHit = 0.9;
const maxSpared = 0.12;

/**
 * Holds circuits that the release did not change against those it did, all by their tries since the
 * latter began to fail: what ran before that would have run well whatever the cause is.
 */
function compare(
  { fares, known, measured }: Inquiry,
  { changed }: Candidate,
  { after, open }: { after: readonly Turned[]; open: Open },
): { contrast: number } & Pick<Weight, 'unchanged' | 'lacksContrast'> {
  const onsets = after.flatMap(({ symptom }) => symptom.onset ?? []).toSorted();
  const onset = onsets[Math.floor((onsets.length - 1) / 2)];
  const none = { contrast: 1, unchanged: { tried: 0, ill: 0 }, lacksContrast: false };
  if (onset === undefined) {
    return none;
  }
  const tried = (circuits: readonly string[]) => {
    const fared = circuits.flatMap((circuit) => fares(circuit, onset) ?? []);
    return { tried: fared.length, ill: fared.filter((one) => one === 'ill').length };
  };
  // What another release explains is no longer open, and says nothing of this one.
  const all = [...known].filter((circuit) => open.measured.has(circuit) || !measured.has(circuit));
  const others = all.filter((circuit) => !changed.has(circuit));
  if (others.length === 0) {
    return none;
  }
  const unchanged = tried(others);
  const ours = tried(all.filter((circuit) => changed.has(circuit)));
  const alike = Math.max(unchanged.ill, others.filter((one) => open.failing.has(one)).length);
  const hit = share(ours.ill, ours.tried);
  const spared = tailChance(
    unchanged.tried - unchanged.ill,
    unchanged.tried,
    1 - Math.min(mostHit, hit),
  );
  return {
    contrast: hit === 0 ? 1 : Math.max(0, 1 - share(unchanged.ill, unchanged.tried) / hit),
    unchanged,
    lacksContrast: spared > maxSpared || (after.length > 1 && alike * 2 >= after.length),
  };
}

type Turned = { circuit: string; symptom: Symptom };

type Flaw = { why: string; ranWell?: true };

function flawOf(
  inquiry: Inquiry,
  candidate: Candidate,
  {
    failing,
    after,
    wellMinutes,
  }: Record<'failing' | 'after', readonly Turned[]> & {
    /** For so long it may have run well, as it may not have arrived yet. */
    wellMinutes: number;
  },
): Flaw | undefined {
  if (failing.length === 0) {
    return { why: 'none of its circuits fails more than it usually does' };
  }
  if (after.length === 0) {
    return { why: 'its circuits failed before it already' };
  }
  // One circuit of several says nothing about what they share.
  if (candidate.kind !== 'model' && after.length === 1 && candidate.changed.size > 1) {
    return { why: `only one of the ${candidate.changed.size} circuits that share it fails` };
  }
  const shape = inquiry.shape(
    after.map(({ circuit }) => circuit),
    candidate,
  );
  if (shape.after < minAfter) {
    return { why: `only ${percent(shape.after)} of the change for the worse came after it` };
  }
  if (shape.abrupt < minAbrupt) {
    return { why: 'its circuits got worse slowly, and a release breaks them at one stroke' };
  }
  const minutes = Math.round(shape.ranWellMinutes);
  return shape.ranWellMinutes > wellMinutes
    ? {
        why: `its circuits ran well on it for ${minutes} min, and then failed at once`,
        ranWell: true,
      }
    : undefined;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
