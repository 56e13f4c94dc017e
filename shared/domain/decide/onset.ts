import type { Point } from './points';

/**
 * Where a run of points turns for the worse: the index of the first one after the turn. It is the
 * split that tells the means of the two sides best apart (least squares). Undefined where there is
 * no turn, as all points are alike or get better.
 */
export function turnIn(points: readonly Point[]): number | undefined {
  const total = sumOf(points);
  let before = { weight: 0, sum: 0 };
  let best: { gain: number; index: number } | undefined;
  for (const [index, { value, of }] of points.entries()) {
    const after = { weight: total.weight - before.weight, sum: total.sum - before.sum };
    if (index > 0) {
      const rise = after.sum / after.weight - before.sum / before.weight;
      const gain = ((before.weight * after.weight) / total.weight) * rise * rise;
      // Sums of fractions do not cancel out: what is left of them is no turn.
      if (rise > 1e-9 && gain > (best?.gain ?? 0)) {
        best = { gain, index };
      }
    }
    before = { weight: before.weight + of, sum: before.sum + of * value };
  }
  return best?.index;
}

/** The mean of points, each as heavy as the tries it is of. Undefined of none. */
export function meanOf(points: readonly Point[]): number | undefined {
  const { weight, sum } = sumOf(points);
  return weight === 0 ? undefined : sum / weight;
}

/** The index of the first point at this moment or later. Points are in order. */
export function firstFrom(points: readonly Point[], at: string): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((points[middle]?.at ?? '') < at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** The points from one moment on, up to another. */
export function between(points: readonly Point[], from: string, until: string): readonly Point[] {
  return points.slice(firstFrom(points, from), firstFrom(points, until));
}

function sumOf(points: readonly Point[]): { weight: number; sum: number } {
  let weight = 0;
  let sum = 0;
  for (const { value, of } of points) {
    weight += of;
    sum += of * value;
  }
  return { weight, sum };
}
