import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { z } from 'zod';
import { inBatches } from '../../shared/domain/inBatches';
import { IncidentId, rollbackInstance } from '../../shared/domain/incident';
import { summaryOf } from '../../shared/domain/report';
import { statusOf } from '../../shared/durable/startOnce';
import type { Services } from '../../shared/ports';

const Watched = z.object({
  phase: z.string(),
  wave: z.int().optional(),
  groups: z.int().optional(),
});
const Group = z.object({ plants: z.array(z.string()) });
const Merged = z.object({ status: z.literal('merged'), into: z.string() });

/** Of a rollback that another incident is about already, only which that is. */
type Progress = { phase: string; wave?: number; plants: unknown[] } | z.infer<typeof Merged>;

/** GET /api/rollbacks/{id}: how far a rollback is, how people steer it, and what it came to. */
export async function getRollback(
  request: HttpRequest,
  client: DurableClient,
  { incidents, rollbacks }: Pick<Services, 'incidents' | 'rollbacks'>,
): Promise<HttpResponseInit> {
  const id = IncidentId.safeParse(request.params['id']);
  if (!id.success) {
    return { status: 400, jsonBody: { error: `id: ${z.prettifyError(id.error)}` } };
  }
  const [incident, progress, control] = await Promise.all([
    incidents.read(id.data),
    progressOf(client, rollbackInstance(id.data)),
    rollbacks.control(id.data),
  ]);
  if (!incident) {
    return progress
      ? { jsonBody: { id: id.data, status: 'starting', ...progress } }
      : { status: 404, jsonBody: { error: `There is no rollback ${id.data}.` } };
  }
  const { outcomes, explanation } = incident;
  return { jsonBody: { ...summaryOf(incident), outcomes, explanation, control, ...progress } };
}

async function progressOf(client: DurableClient, instance: string): Promise<Progress | undefined> {
  const fleet = await statusOf(client, instance);
  const merged = Merged.safeParse(fleet?.output);
  if (merged.success) {
    return merged.data;
  }
  const watched = Watched.safeParse(fleet?.customStatus);
  if (!watched.success) {
    return fleet && { phase: fleet.runtimeStatus.toLowerCase(), plants: [] };
  }
  const { phase, wave, groups = 0 } = watched.data;
  const plants = await Promise.all(
    Array.from({ length: groups }, (_, group) => plantsOf(client, `${instance}:${wave}.${group}`)),
  );
  return { phase, ...(wave === undefined ? {} : { wave }), plants: plants.flat() };
}

/** How far each plant of a group is. */
async function plantsOf(client: DurableClient, group: string): Promise<unknown[]> {
  const watched = Group.safeParse((await statusOf(client, group))?.customStatus);
  return inBatches(watched.success ? watched.data.plants : [], async (plant) => {
    const status: unknown = (await statusOf(client, `${group}:${plant}`))?.customStatus;
    return { plant, counts: status ?? null };
  });
}
