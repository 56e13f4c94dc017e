import type { z } from 'zod';
import type {
  Baseline,
  Evidence,
  JobSample,
  MetricSample,
} from '../../shared/domain/evidence/samples';
import type { Circuit } from '../../shared/domain/fleet';
import { minusMinutes } from '../../shared/domain/time';
import { start } from './builders';

/** What one circuit goes through: asked every so many minutes, the oldest first. */
type Course<Sample> = {
  everyMinutes?: number;
  /** So far back it goes. */
  fromMinutesAgo?: number;
  /** What is told of a moment; nothing where undefined. */
  tell: (minutesAgo: number, count: number) => Sample | undefined;
};

/** Jobs of one circuit, one at a time, that fail where `fails` says so. */
export function jobs(
  fails: (minutesAgo: number, count: number) => boolean,
  { everyMinutes = 5, fromMinutesAgo = 240 } = {},
): JobSample[] {
  return samples<JobSample>({
    everyMinutes,
    fromMinutesAgo,
    tell: (minutesAgo, count) => ({
      at: minusMinutes(start, minutesAgo),
      failed: fails(minutesAgo, count) ? 1 : 0,
      finished: 1,
    }),
  });
}

/** Minutes of scoring of one circuit. */
export function scoring(
  tell: (minutesAgo: number) => Omit<MetricSample, 'at'>,
  { everyMinutes = 1, fromMinutesAgo = 240 } = {},
): MetricSample[] {
  return samples<MetricSample>({
    everyMinutes,
    fromMinutesAgo,
    tell: (minutesAgo) => ({ at: minusMinutes(start, minutesAgo), ...tell(minutesAgo) }),
  });
}

type Told<Sample> = ReadonlyMap<Circuit, Sample[]>;

/** What was measured until `start`, of these circuits. */
export function anEvidence({
  jobs: ofJobs,
  metrics: ofMetrics,
  baseline,
}: {
  jobs?: Told<JobSample>;
  metrics?: Told<MetricSample>;
  baseline?: z.infer<typeof Baseline>;
}): Evidence {
  const answer = <Sample>(told: Told<Sample> | undefined) => ({
    answer: 'measured' as const,
    circuits: [...(told ?? [])].map(([circuit, found]) => ({
      ...circuit,
      samples: found,
      ...(baseline && { baseline }),
    })),
  });
  return {
    asOf: start,
    since: minusMinutes(start, 241),
    jobs: answer(ofJobs),
    metrics: answer(ofMetrics),
  };
}

/** The same for each circuit, told by its place among them. */
export function each<Sample>(
  circuits: readonly Circuit[],
  tell: (index: number) => Sample[],
): Told<Sample> {
  return new Map(circuits.map((circuit, index) => [circuit, tell(index)]));
}

function samples<Sample>({
  everyMinutes = 1,
  fromMinutesAgo = 240,
  tell,
}: Course<Sample>): Sample[] {
  const count = Math.floor(fromMinutesAgo / everyMinutes);
  return Array.from({ length: count }, (_, index) =>
    tell(fromMinutesAgo - index * everyMinutes, index),
  ).filter((told) => told !== undefined);
}
