import { z } from 'zod';
import { Circuit } from '../fleet';
import { Instant } from '../time';

/** What the batch jobs of one circuit that ended within one minute came to. */
export const JobSample = z.strictObject({
  /** The start of the minute. */
  at: Instant,
  failed: z.int().nonnegative(),
  finished: z.int().nonnegative(),
});
export type JobSample = z.infer<typeof JobSample>;

/**
 * What the scoring of one circuit within one minute came to. A measure that no row of the minute
 * carried is absent: never NaN, never a made-up zero.
 */
export const MetricSample = z.strictObject({
  at: Instant,
  records: z.number().nonnegative().optional(),
  errors: z.number().nonnegative().optional(),
  anomalies: z.number().nonnegative().optional(),
  /** The mean of the rows of the minute. */
  f1: z.number().optional(),
  /** The worst of the rows of the minute. */
  p99Ms: z.number().nonnegative().optional(),
  drift: z.number().optional(),
});
export type MetricSample = z.infer<typeof MetricSample>;

/** How a circuit usually does: means over the 24 hours before, without the last one. */
export const Baseline = z.strictObject({
  errorRate: z.number().nonnegative().optional(),
  anomalyRate: z.number().nonnegative().optional(),
  f1: z.number().optional(),
  p99Ms: z.number().nonnegative().optional(),
  drift: z.number().optional(),
});
export type Baseline = z.infer<typeof Baseline>;

/** All that was measured of one circuit, oldest first. */
const CircuitSamples = <Sample extends z.ZodType>(sample: Sample) =>
  z.strictObject({
    ...Circuit.shape,
    samples: z.array(sample),
    /** A measure that too few rows carried is absent from it. */
    baseline: Baseline.optional(),
  });

/**
 * What a query said. Unknown means that we could not find out: it is neither a reason to act nor
 * a sign of health.
 */
const answer = <Sample extends z.ZodType>(sample: Sample) =>
  z.discriminatedUnion('answer', [
    z.strictObject({
      answer: z.literal('measured'),
      circuits: z.array(CircuitSamples(sample)),
      /** Why no circuit has a baseline, where the question about it had no answer. */
      baselineUnknown: z.string().optional(),
    }),
    z.strictObject({ answer: z.literal('unknown'), reason: z.string() }),
  ]);

/** All that a decision may rest on, as it stood at one moment. */
export const Evidence = z.strictObject({
  asOf: Instant,
  /** Nothing older than this was asked for. */
  since: Instant,
  jobs: answer(JobSample),
  metrics: answer(MetricSample),
});
export type Evidence = z.infer<typeof Evidence>;
