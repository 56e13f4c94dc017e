import { z } from 'zod';
import { Instant } from '../time';

/** Of whom rows speak, as they name it. Endpoints and deployments in lower case; empty: not named. */
const named = { endpoint: z.string(), deployment: z.string(), circuitId: z.string() };

const count = z.number().nonnegative();

/** The batch jobs of one deployment that ended within one minute. */
export const JobBin = z.strictObject({
  ...named,
  at: Instant,
  failed: z.int().nonnegative(),
  finished: z.int().nonnegative(),
});
export type JobBin = z.infer<typeof JobBin>;

/**
 * The metric rows of one deployment within one minute: sums, how many rows carried what was
 * summed, and the worst p99 and drift.
 */
export const MetricBin = z.strictObject({
  ...named,
  at: Instant,
  records: count,
  recordRows: count,
  errors: count,
  errorRows: count,
  anomalies: count,
  anomalyRows: count,
  f1: z.number(),
  f1Rows: count,
  p99Ms: count.nullable(),
  drift: z.number().nullable(),
});
export type MetricBin = z.infer<typeof MetricBin>;

/** The metric rows of one deployment over the time of the baseline. */
export const BaselineBin = z.strictObject({
  ...named,
  errors: count,
  /** Of the rows that have errors. */
  errorRecords: count,
  errorRows: count,
  anomalies: count,
  anomalyRecords: count,
  anomalyRows: count,
  f1: z.number(),
  f1Rows: count,
  p99: count,
  p99Rows: count,
  drift: z.number(),
  driftRows: count,
});
export type BaselineBin = z.infer<typeof BaselineBin>;

export type Speaker = Pick<JobBin, 'endpoint' | 'deployment' | 'circuitId'>;

/** What rows come to once they are binned, by the server or by us. */
export type Bins<Bin> = { answer: 'binned'; bins: Bin[] } | { answer: 'unknown'; reason: string };
