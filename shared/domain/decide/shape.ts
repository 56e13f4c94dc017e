import { minusMinutes, plusSeconds, secondsBetween } from '../time';
import type { Instant } from '../time';
import { tailChance } from './chance';
import { between, firstFrom, meanOf, turnIn } from './onset';
import type { Point } from './points';

/** How far before and after a turn one looks for the change, and back for how it was before. */
const aroundMinutes = 30;
const beforeMinutes = 60;
const lookBackMinutes = 180;

/** More circuits than this tell no more about the shape of a change. */
const enoughCircuits = 50;

/** A release is felt as it reaches a circuit; by then it has reached the first ones. */
const settledMinutes = 2;
const soonMinutes = 10;

/** By now a release has reached all of its circuits, and the jobs that had begun before are over. */
export const arrivedMinutes = 30;

/** So little of the failing counts as none, and as few where there were enough tries to be sure. */
const none = 0.1;
const few = 1 / 3;

export type Shape = {
  /** The share of a change for the worse that came after the release. */
  after: number;
  /** The share that came at one stroke. */
  abrupt: number;
  /** For how many minutes most of the circuits were tried and fine on the release, before all failed at once. */
  ranWellMinutes: number;
};

type Span = {
  /** When the release was made, and when it could first be felt. */
  at: Instant;
  from: Instant;
  /** What is younger speaks of now. */
  since: Instant;
};

/**
 * The shape of a change for the worse on circuits that a release changed. A break comes after its
 * release and at one stroke, a drift goes on before it or slowly, and what hits circuits from
 * outside hits those at once that ran well on the release for a while.
 */
export function shapeOf(circuits: readonly (readonly Point[])[], span: Span): Shape {
  const known = circuits.filter(([oldest]) => oldest !== undefined && oldest.at < span.from);
  const points = pooled((known.length > 0 ? known : circuits).slice(0, enoughCircuits), span.from);
  const start = firstFrom(points, span.from);
  const now = meanOf(points.slice(Math.max(start, firstFrom(points, span.since)))) ?? 0;
  const ranWellMinutes = now > 0 ? ranWellIn(points.slice(start), circuits, span) : 0;
  if (known.length === 0) {
    // Nothing is known of before: that is no reason to doubt the release.
    return { after: 1, abrupt: 1, ranWellMinutes };
  }
  if (now <= 0) {
    return { after: 0, abrupt: 0, ranWellMinutes };
  }
  const before = points.slice(firstFrom(points, minusMinutes(span.from, beforeMinutes)), start);
  return {
    after: 1 - (meanOf(before) ?? 0) / now,
    abrupt: jumpIn(points) / now,
    ranWellMinutes,
  };
}

/** So unlikely must it be that what breaks circuits so often left them alone for so long. */
const unbelievable = 0.001;

/**
 * What a release breaks fails from the first try on, as often as it goes on failing. So it is asked
 * how likely the tries between the release and the turn would then be to go so well.
 */
function ranWellIn(
  points: readonly Point[],
  circuits: readonly (readonly Point[])[],
  span: Span,
): number {
  const turn = turnIn(points);
  const until = turn === undefined ? undefined : points[turn]?.at;
  const settled = plusSeconds(span.at, settledMinutes * 60);
  if (until === undefined || until < plusSeconds(span.at, soonMinutes * 60)) {
    return 0;
  }
  const tries = circuits.map((one) => triesOf(one, { from: span.from, settled, until }));
  const tried = tries.filter(({ meanwhile }) => meanwhile.of > 0);
  const meanwhile = total(tries.map((one) => one.meanwhile));
  const since = total(tries.map((one) => one.since));
  const usual = share(since);
  const chance = tailChance(meanwhile.of - meanwhile.bad, meanwhile.of, 1 - Math.min(0.99, usual));
  const isLate = until >= plusSeconds(span.at, arrivedMinutes * 60);
  const isFine =
    share(meanwhile) <= none * usual ||
    (isLate && share(meanwhile) <= few * usual && chance <= unbelievable);
  return isFine && tried.length * 2 > circuits.length ? secondsBetween(span.at, until) / 60 : 0;
}

type Tries = { of: number; bad: number };

/** The tries of a circuit before and after all turned for the worse, and how many of each were bad. */
function triesOf(
  points: readonly Point[],
  { from, settled, until }: { from: Instant; settled: Instant; until: Instant },
): { meanwhile: Tries; since: Tries } {
  const later = points.slice(firstFrom(points, until));
  const early = between(points, settled, until);
  const past = meanOf(points.slice(0, firstFrom(points, from))) ?? meanOf(early) ?? 0;
  const limit = (past + (meanOf(later) ?? past)) / 2;
  const counted = (some: readonly Point[]): Tries =>
    total(some.map(({ value, of, failed }) => ({ of, bad: failed ?? (value > limit ? of : 0) })));
  return { meanwhile: counted(early), since: counted(later) };
}

function total(tries: readonly Tries[]): Tries {
  return {
    of: tries.reduce((sum, { of }) => sum + of, 0),
    bad: tries.reduce((sum, { bad }) => sum + bad, 0),
  };
}

function share({ of, bad }: Tries): number {
  return of === 0 ? 0 : bad / of;
}

/** By how much the mean rises within a short time around the turn. */
function jumpIn(points: readonly Point[]): number {
  const turn = turnIn(points);
  const at = turn === undefined ? undefined : points[turn]?.at;
  if (turn === undefined || at === undefined) {
    return meanOf(points) ?? 0;
  }
  const left = between(points, minusMinutes(at, aroundMinutes), at);
  const right = between(points, at, plusSeconds(at, aroundMinutes * 60));
  return (meanOf(right) ?? 0) - (meanOf(left) ?? 0);
}

/** The circuits as one: minute by minute, each measured from how it was in its own past. */
function pooled(circuits: readonly (readonly Point[])[], from: Instant): Point[] {
  const minutes = new Map<Instant, { sum: number; of: number }>();
  for (const points of circuits) {
    const recent = firstFrom(points, minusMinutes(from, lookBackMinutes));
    const past =
      meanOf(points.slice(0, recent)) ?? meanOf(points.slice(0, firstFrom(points, from)));
    for (const { at, value, of } of points.slice(recent)) {
      const minute = minutes.get(at) ?? { sum: 0, of: 0 };
      minute.sum += of * (value - (past ?? 0));
      minute.of += of;
      minutes.set(at, minute);
    }
  }
  return [...minutes]
    .map(([at, { sum, of }]) => ({ at, value: sum / of, of }))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
}
