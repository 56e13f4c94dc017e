import type { Instant } from '../time';
import { minusMinutes } from '../time';
import { tailChance } from './chance';
import { between, firstFrom, meanOf, turnIn } from './onset';
import type { Point } from './points';

/** How a circuit that fails came to fail, as its own samples tell it. */
export type Symptom = {
  /** How likely it is to look so bad by chance, given its own past. */
  chance: number;
  /** Since when, if its samples show a turn for the worse. */
  onset?: Instant;
  /** How often it was tried, and was fine, after the release and before the onset. */
  fineTries: number;
};

/** What a symptom is asked about. */
export type Question = {
  /** What is older is the circuit's past. */
  pastUntil: Instant;
  /** What is younger speaks of now. */
  since: Instant;
  /** From when on an onset may be the doing of what is asked about. */
  from: Instant;
  usualFailureShare: number;
};

/** A circuit is no evidence when it looks so bad by chance this often. */
export const usualChance = 0.25;

/** By a single look at its latest tries, it fares ill when they look so bad by chance no more often than this. */
export const illChance = 0.05;

/** One circuit alone convinces nobody beyond this: its samples hang together. */
const surest = 0.0003;

/** How far before a release its onset is looked for. */
const lookBackMinutes = 180;

/** Looks at one circuit's points, oldest first, against its own past. */
export function symptomOf(points: readonly Point[], question: Question): Symptom {
  const onset = onsetIn(points, question.from);
  const meanwhile = between(points, question.from, onset ?? question.from);
  return {
    chance: chanceOf(points, question),
    fineTries: meanwhile.reduce((sum, { of, failed = 0 }) => sum + of - failed, 0),
    ...(onset === undefined ? {} : { onset }),
  };
}

function chanceOf(points: readonly Point[], question: Question): number {
  const { pastUntil, since, usualFailureShare } = question;
  const past = points.slice(0, firstFrom(points, pastUntil));
  const now = points.slice(firstFrom(points, since));
  const chance = now.some(({ failed }) => failed !== undefined)
    ? chanceOfFailures(past, now, usualFailureShare)
    : chanceOfValues(past, now, usualFailureShare);
  return Math.min(1, Math.max(surest, chance));
}

/** Tries that can fail are held against the share of the past that did. */
function chanceOfFailures(
  past: readonly Point[],
  now: readonly Point[],
  usualShare: number,
): number {
  const failed = now.reduce((sum, point) => sum + (point.failed ?? 0), 0);
  const tries = now.reduce((sum, { of }) => sum + of, 0);
  return tailChance(failed, tries, Math.max(meanOf(past) ?? 0, usualShare));
}

/** Worse than all of the past by more than its whole range, a minute is as good as two. */
const enoughPast = 5;

/**
 * Where a try cannot fail by itself, a minute is bad when it is worse than all but a small share of
 * the past. Looked at with two such shares, for one that is small is at the mercy of an outlier.
 */
function chanceOfValues(past: readonly Point[], now: readonly Point[], usualShare: number): number {
  const values = past.map(({ value }) => value).toSorted((a, b) => a - b);
  const worst = values.at(-1) ?? Number.POSITIVE_INFINITY;
  const farOut = values.length < enoughPast ? Infinity : 2 * worst - (values[0] ?? worst);
  const shares = [usualShare, Math.min(0.5, 5 * usualShare)];
  const chances = shares.map((share) => {
    const limit = values[Math.ceil(values.length * (1 - share)) - 1] ?? Number.NEGATIVE_INFINITY;
    const bad = now.filter(({ value }) => value > limit).length;
    const far = now.filter(({ value }) => value > farOut).length;
    return tailChance(bad + far, now.length + far, share);
  });
  return shares.length * Math.min(...chances);
}

/** A circuit that was not measured before, or was as bad then, has no turn of its own. */
function onsetIn(points: readonly Point[], from: Instant): Instant | undefined {
  const recent = points.slice(firstFrom(points, minusMinutes(from, lookBackMinutes)));
  const turn = turnIn(recent);
  const first = recent[0];
  if (turn !== undefined) {
    return recent[turn]?.at;
  }
  return first !== undefined && first.at >= from ? first.at : undefined;
}
