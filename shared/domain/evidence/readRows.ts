import { z } from 'zod';
import { readInstant } from '../time';
import type { Instant } from '../time';
import type { Speaker } from './bins';

/** Text, or nothing: a column may be missing, null or of another type. */
const Text = z.string().catch('');

/** A number that can be counted on; `"NaN"`, null and what is missing or below zero are none. */
const Measure = z.number().optional().catch(undefined);
const Count = z.number().nonnegative().optional().catch(undefined);

const Moment = z.string().transform((text) => readInstant(text));

const named = {
  TimeGenerated: Moment,
  endpoint_name: z.string().min(1),
  deployment_name: Text,
  circuit_id: Text,
};

const JobRow = z.object({ ...named, job_id: z.string().min(1), status: Text });

const MetricRow = z.object({
  ...named,
  record_count: Count,
  error_count: Count,
  anomaly_count: Count,
  f1_score: Measure,
  latency_p99_ms: Count,
  drift_score: Measure,
});

type Told<Row> = { at: Instant; speaker: Speaker; row: Row };
export type ToldJob = Told<z.infer<typeof JobRow>>;
export type ToldMetric = Told<z.infer<typeof MetricRow>>;

/** The rows of `BatchJobRuns_CL` that say when, and of which job of which endpoint. */
export function readJobRows(rows: readonly unknown[]): ToldJob[] {
  return rows.flatMap((row) => told(JobRow.safeParse(row).data));
}

/** The rows of `ModelMetrics_CL` that say when, and of which endpoint. */
export function readMetricRows(rows: readonly unknown[]): ToldMetric[] {
  return rows.flatMap((row) => told(MetricRow.safeParse(row).data));
}

type Named = {
  TimeGenerated: Instant | undefined;
  endpoint_name: string;
  deployment_name: string;
  circuit_id: string;
};

function told<Row extends Named>(row: Row | undefined): Told<Row>[] {
  if (row?.TimeGenerated === undefined) {
    return [];
  }
  const speaker = {
    endpoint: row.endpoint_name.toLowerCase(),
    deployment: row.deployment_name.toLowerCase(),
    circuitId: row.circuit_id,
  };
  return [{ at: row.TimeGenerated, speaker, row }];
}
