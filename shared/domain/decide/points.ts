import type { Evidence, JobSample, MetricSample } from '../evidence/samples';
import { circuitKey } from '../fleet';
import type { Circuit } from '../fleet';
import type { Metric } from '../policy/rule';
import type { Instant } from '../time';

/** What one minute says of a circuit. */
export type Point = {
  at: Instant;
  /** The measure, turned so that more is worse. */
  value: number;
  /** How many tries it is of: finished jobs, or the minute itself. */
  of: number;
  /** How many of the tries failed, where a try can fail. */
  failed?: number;
};

/** The points of each circuit that was measured, oldest first. */
export type PointsByCircuit = ReadonlyMap<string, readonly Point[]>;

/** What the evidence says of a metric: nothing where it could not be asked, or is not of circuits. */
export function pointsOf(metric: Metric, { jobs, metrics }: Evidence): PointsByCircuit {
  if (metric === 'failedJobs' || metric === 'jobFailureRate') {
    return jobs.answer === 'measured' ? byCircuit(jobs.circuits, jobPoint) : new Map();
  }
  return metrics.answer === 'measured'
    ? byCircuit(metrics.circuits, (sample) => measured(sample, badness(metric, sample)))
    : new Map();
}

function jobPoint({ at, failed, finished }: JobSample): Point[] {
  const of = Math.max(failed, finished);
  return of === 0 ? [] : [{ at, value: failed / of, of, failed }];
}

function measured({ at }: MetricSample, value: number | undefined): Point[] {
  return value === undefined || !Number.isFinite(value) ? [] : [{ at, value, of: 1 }];
}

function badness(metric: Metric, sample: MetricSample): number | undefined {
  switch (metric) {
    case 'errorRate':
    case 'successRate':
      return share(sample.errors, sample.records);
    case 'anomalyRate':
      return share(sample.anomalies, sample.records);
    case 'f1':
      return sample.f1 === undefined ? undefined : -sample.f1;
    case 'p99Ms':
      return sample.p99Ms;
    case 'drift':
      return sample.drift;
    case 'failedJobs':
    case 'jobFailureRate':
    case 'alertsPerHour':
    case 'alert':
      return undefined;
  }
}

function share(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined || whole === 0 ? undefined : part / whole;
}

function byCircuit<Sample extends { at: Instant }>(
  circuits: readonly (Circuit & { samples: readonly Sample[] })[],
  read: (sample: Sample) => Point[],
): PointsByCircuit {
  const points = new Map<string, Point[]>();
  for (const circuit of circuits) {
    const key = circuitKey(circuit);
    points.set(key, [...(points.get(key) ?? []), ...circuit.samples.flatMap(read)]);
  }
  // Evidence is asked for in order; that it came so is not worth resting a rollback on.
  for (const found of points.values()) {
    if (found.some(({ at }, index) => index > 0 && at < (found[index - 1]?.at ?? at))) {
      found.sort((a, b) => (a.at < b.at ? -1 : 1));
    }
  }
  return points;
}
