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

/** One circuit alone convinces nobody beyond this: its samples hang together. */
const surest = 0.001;

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
  const tries = now.reduce((sum, { of }) => sum + of, 0);
  const isBad = badIn(past, usualFailureShare);
  const bad = now.reduce((sum, point) => sum + isBad(point), 0);
  const usual = now.some(({ failed }) => failed !== undefined) ? (meanOf(past) ?? 0) : 0;
  return Math.max(surest, tailChance(bad, tries, Math.max(usual, usualFailureShare)));
}

/**
 * How many tries of a point were bad. Where a try cannot fail by itself, a minute is bad when it
 * is worse than all but the usual share of the circuit's past.
 */
function badIn(past: readonly Point[], usualShare: number): (point: Point) => number {
  const values = past.map(({ value }) => value).toSorted((a, b) => a - b);
  const worst = values[Math.ceil(values.length * (1 - usualShare)) - 1] ?? Number.NEGATIVE_INFINITY;
  return ({ failed, value }) => failed ?? (value > worst ? 1 : 0);
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
