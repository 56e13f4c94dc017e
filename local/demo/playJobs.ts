import { randomUUID } from 'node:crypto';
import type { Cloud } from './cloud';
import type { Site } from './fleet';
import { identities, place } from './place';

const rowsPerCall = 500;

type Outcome = { status: 'Completed' } | { status: 'Failed'; code: string; message: string };

/** What a scoring job says when the image it starts from is broken. */
export const brokenImage: Outcome = {
  status: 'Failed',
  code: 'UserError',
  message: 'ImportError: libcudnn.so.9: cannot open shared object file',
};

/** Plays a batch scoring job of each circuit, by the rows that jobs leave in Log Analytics. */
export async function playJobs(
  cloud: Cloud,
  sites: readonly Site[],
  { outcome, minutesAgo }: { outcome: Outcome; minutesAgo: number },
): Promise<void> {
  const endedAt = new Date(Date.now() - minutesAgo * 60_000).toISOString();
  const rows = sites.map((site) => ({
    TimeGenerated: endedAt,
    circuit_id: site.circuit,
    endpoint_name: site.endpoint,
    deployment_name: site.deployment,
    model_version: '12',
    job_id: `batchjob-${randomUUID()}`,
    status: outcome.status,
    error_code: outcome.status === 'Failed' ? outcome.code : '',
    error_message: outcome.status === 'Failed' ? outcome.message : '',
    duration_ms: outcome.status === 'Failed' ? 21_400 : 184_000,
  }));
  for (let from = 0; from < rows.length; from += rowsPerCall) {
    await ingest(cloud, rows.slice(from, from + rowsPerCall));
  }
}

/** Through the Logs Ingestion API, as a data collection rule takes rows in. */
async function ingest(cloud: Cloud, rows: readonly unknown[]): Promise<void> {
  const token = await cloud
    .credentialOf(identities.jobs)
    .getToken('https://monitor.azure.com/.default');
  const url = `${cloud.ingestion}/dataCollectionRules/${place.dataCollectionRule}/streams/Custom-BatchJobRuns_CL?api-version=2023-01-01`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token?.token ?? ''}` },
    body: JSON.stringify(rows),
  });
  if (!response.ok) {
    throw new Error(`rows were not taken in: HTTP ${response.status} ${await response.text()}`);
  }
}
