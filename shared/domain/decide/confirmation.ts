import { z } from 'zod';
import { Baseline } from '../evidence/samples';
import type { Evidence } from '../evidence/samples';
import { Circuit, circuitKey } from '../fleet';
import { Instant, minusMinutes } from '../time';

/** What a circuit was measured to be like before anything was done to it, beside what is usual for it. */
export const Confirmation = z.strictObject({
  ...Circuit.shape,
  /** The latest of the last hour, oldest first. */
  points: z.array(
    z.strictObject({
      at: Instant,
      f1: z.number().optional(),
      p99Ms: z.number().optional(),
      drift: z.number().optional(),
    }),
  ),
  /** Means of the 24 hours before, without the last one. */
  baseline: Baseline.optional(),
});
export type Confirmation = z.infer<typeof Confirmation>;

const mostPoints = 10;
/** A record that people can still read; the others are measured all the same. */
const mostCircuits = 20;

/** What the circuits that fail were measured to be like in the last hour, as the runbooks have people look. */
export function confirmationsOf(
  { metrics, asOf }: Evidence,
  failing: readonly Circuit[],
): Confirmation[] {
  if (metrics.answer === 'unknown') {
    return [];
  }
  const since = minusMinutes(asOf, 60);
  const measured = new Map(metrics.circuits.map((of) => [circuitKey(of), of]));
  return failing.slice(0, mostCircuits).flatMap(({ plant, circuit }) => {
    const of = measured.get(circuitKey({ plant, circuit }));
    const points = (of?.samples ?? [])
      .filter(({ at }) => at >= since && at <= asOf)
      .toSorted((a, b) => (a.at < b.at ? -1 : 1))
      .slice(-mostPoints)
      .map(({ at, f1, p99Ms, drift }) => ({ at, f1, p99Ms, drift }));
    return of ? [{ plant, circuit, points, ...(of.baseline && { baseline: of.baseline }) }] : [];
  });
}
