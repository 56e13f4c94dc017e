import { minusMinutes, plusSeconds } from '../time';
import type { Instant } from '../time';
import { firstFrom, meanOf, turnIn } from './onset';
import type { Point } from './points';

/** How far before and after a turn one looks for the change, and back for how it was before. */
const aroundMinutes = 30;
const beforeMinutes = 60;
const lookBackMinutes = 180;

/** More circuits than this tell no more about the shape of a change. */
const enoughCircuits = 50;

type Span = {
  /** When the release could first be felt. */
  from: Instant;
  /** What is younger speaks of now. */
  since: Instant;
};

/**
 * Which share of a change for the worse came after a release, and which at one stroke: both near
 * 1 for a break, and small for a drift that went on before, or slowly. 1 where nothing is known of before.
 */
export function shapeOf(
  circuits: readonly (readonly Point[])[],
  { from, since }: Span,
): { after: number; abrupt: number } {
  const known = circuits.filter(([oldest]) => oldest !== undefined && oldest.at < from);
  if (known.length === 0) {
    return { after: 1, abrupt: 1 };
  }
  const points = pooled(known.slice(0, enoughCircuits), from);
  const start = firstFrom(points, from);
  const now = meanOf(points.slice(Math.max(start, firstFrom(points, since)))) ?? 0;
  if (now <= 0) {
    return { after: 0, abrupt: 0 };
  }
  const before = meanOf(points.slice(firstFrom(points, minusMinutes(from, beforeMinutes)), start));
  return { after: 1 - (before ?? 0) / now, abrupt: jumpIn(points) / now };
}

/** By how much the mean rises within a short time around the turn. */
function jumpIn(points: readonly Point[]): number {
  const turn = turnIn(points);
  const at = turn === undefined ? undefined : points[turn]?.at;
  if (turn === undefined || at === undefined) {
    return meanOf(points) ?? 0;
  }
  const left = points.slice(firstFrom(points, minusMinutes(at, aroundMinutes)), turn);
  const right = points.slice(turn, firstFrom(points, plusSeconds(at, aroundMinutes * 60)));
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
