import { z } from 'zod';
import { identities, place, releaseId, versions } from '../../local/demo/place';
import { sitesOf } from '../../local/demo/fleet';
import type { Plant } from '../../local/demo/fleet';
import type { Stage } from '../../local/demo/stage';
import { waitFor } from '../../local/demo/waitFor';

/** Puts the release on record through the app, as a pipeline would have before it began. */
export async function recordRelease(appUrl: string, fleet: readonly Plant[]): Promise<void> {
  await post(`${appUrl}/api/releases`, {
    release_id: releaseId,
    version: versions.bad,
    change_cause: 'TensorFlow with security fixes',
    author: identities.pipeline,
    environment_version: versions.bad,
    previous_environment_version: versions.good,
    updated_at: new Date().toISOString(),
    deployments: sitesOf(fleet).map(({ plant, circuit }) => ({
      plant_id: plant,
      circuit_id: circuit,
      previous_environment: `azureml:${place.environment}:${versions.good}`,
      environment: `azureml:${place.environment}:${versions.bad}`,
    })),
  });
}

const Started = z.object({ id: z.string() });

/** When it was asked for and when its report was there, in milliseconds since the epoch. */
export type Rollback = { startedAt: number; reportedAt: number };

/** Asks the app to roll the release back, and waits for its report. */
export async function rollBack(
  { appUrl, broken }: Stage,
  { patienceSeconds }: { patienceSeconds: number },
): Promise<Rollback> {
  const startedAt = Date.now();
  const wish = { release: releaseId, reason: 'measured by npm run bench', key: 'bench' };
  const { id } = Started.parse(await post(`${appUrl}/api/rollbacks`, wish));
  await waitFor(
    'the rollback',
    async () => {
      const response = await fetch(`${appUrl}/api/rollbacks/${id}/report`).catch(() => undefined);
      return response?.ok === true ? true : undefined;
    },
    { seconds: patienceSeconds, everyMs: 250, unless: broken },
  );
  return { startedAt, reportedAt: Date.now() };
}

async function post(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`POST ${url} answered ${response.status}: ${text.slice(0, 500)}`);
  }
  const answer: unknown = JSON.parse(text);
  return answer;
}
