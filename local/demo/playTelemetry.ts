import { randomUUID } from 'node:crypto';
import type { Cloud } from './cloud';
import { identities, modelName, models, place } from './place';
import type { JobRun, Scoring, Telemetry } from './stories/story';

/** A call of the ingestion API takes 1 MB; a row has less than 400 bytes. */
const rowsPerCall = 2_000;

/** Leaves the rows in Log Analytics that batch jobs and the scoring of circuits leave there. */
export async function playTelemetry(cloud: Cloud, { jobs, scores }: Telemetry): Promise<void> {
  await ingest(cloud, 'BatchJobRuns_CL', jobs.map(jobRow));
  await ingest(cloud, 'ModelMetrics_CL', scores.map(scoreRow));
}

const recordsPerWindow = 500;

function jobRow({ site, minutesAgo, failure }: JobRun): unknown {
  return {
    TimeGenerated: before(minutesAgo),
    circuit_id: site.circuit,
    endpoint_name: site.endpoint,
    deployment_name: site.deployment,
    model_version: models.good,
    job_id: `batchjob-${randomUUID()}`,
    status: failure ? 'Failed' : 'Completed',
    error_code: failure?.code ?? '',
    error_message: failure?.message ?? '',
    duration_ms: failure ? 21_400 : 184_000,
  };
}

function scoreRow({ site, minutesAgo, f1, errorShare }: Scoring): unknown {
  return {
    TimeGenerated: before(minutesAgo),
    circuit_id: site.circuit,
    endpoint_name: site.endpoint,
    deployment_name: site.deployment,
    model_name: modelName(site),
    job_id: `batchjob-${randomUUID()}`,
    record_count: recordsPerWindow,
    error_count: Math.round(recordsPerWindow * errorShare),
    anomaly_count: Math.round(recordsPerWindow * 0.02),
    f1_score: Math.round(f1 * 10_000) / 10_000,
    latency_p50_ms: 120,
    latency_p99_ms: 410,
    drift_score: 0.04,
  };
}

function before(minutesAgo: number): string {
  return new Date(Date.now() - minutesAgo * 60_000).toISOString();
}

/** Through the Logs Ingestion API, as a data collection rule takes rows in. */
async function ingest(cloud: Cloud, table: string, rows: readonly unknown[]): Promise<void> {
  const token = await cloud
    .credentialOf(identities.jobs)
    .getToken('https://monitor.azure.com/.default');
  const url = `${cloud.ingestion}/dataCollectionRules/${place.dataCollectionRule}/streams/Custom-${table}?api-version=2023-01-01`;
  for (let from = 0; from < rows.length; from += rowsPerCall) {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token?.token ?? ''}`,
      },
      body: JSON.stringify(rows.slice(from, from + rowsPerCall)),
    });
    if (!response.ok) {
      throw new Error(`rows were not taken in: HTTP ${response.status} ${await response.text()}`);
    }
  }
}
