import { z } from 'zod';
import type { Cloud } from '../../local/demo/cloud';
import { identities } from '../../local/demo/place';

/** A deployment as the cloud holds it, whole. */
export const Held = z.looseObject({
  id: z.string(),
  tags: z.record(z.string(), z.string()).nullish(),
  properties: z.looseObject({
    environmentId: z.string(),
    provisioningState: z.string(),
  }),
});
export type Held = z.infer<typeof Held>;

const Operations = z.object({
  operations: z.array(
    z.object({ sequence: z.number(), resource: z.string(), startedAt: z.string() }),
  ),
});
export type Operation = z.infer<typeof Operations>['operations'][number];

const Journal = z.object({
  entries: z.array(
    z.object({
      sequence: z.number(),
      at: z.string(),
      path: z.string(),
      status: z.number().nullable(),
      operation: z.string().nullable(),
    }),
  ),
});
export type Write = z.infer<typeof Journal>['entries'][number];

/** Up to where the cloud's records were written at some moment. */
export type Mark = { operation: number; journal: number };

/** All deployments by id in lower case, as Azure ML compares ids. */
export async function heldNow(cloud: Cloud): Promise<ReadonlyMap<string, Held>> {
  const answer = await cloud.behind('GET', '/machineLearning/resources?prefix=%2Fsubscriptions');
  const found = z
    .array(z.object({ id: z.string() }).loose())
    .parse(answer)
    .filter(({ id }) => id.includes('/deployments/'))
    .map((resource) => Held.parse(resource));
  return new Map(found.map((held) => [held.id.toLowerCase(), held]));
}

/** The operations that the cloud began after a mark and kept through every crash, oldest first. */
export async function operationsSince(cloud: Cloud, mark: Mark): Promise<Operation[]> {
  const answer = await cloud.behind('GET', `/machineLearning/operations?since=${mark.operation}`);
  return Operations.parse(answer).operations;
}

/** The rollback's writes that reached the cloud after a mark, with whatever answer. */
export async function writesSince(cloud: Cloud, mark: Mark): Promise<Write[]> {
  const query = new URLSearchParams({
    principal: identities.ripcord,
    method: 'PUT',
    fields: 'summary',
    since: String(mark.journal),
  });
  const answer = await cloud.behind('GET', `/machineLearning/journal?${query.toString()}`);
  return Journal.parse(answer).entries;
}

export async function markNow(cloud: Cloud): Promise<Mark> {
  const start = { operation: 0, journal: 0 };
  const [operations, answer] = await Promise.all([
    operationsSince(cloud, start),
    cloud.behind('GET', '/machineLearning/journal?fields=summary&limit=1000000'),
  ]);
  return {
    operation: operations.at(-1)?.sequence ?? 0,
    journal: Journal.parse(answer).entries.at(-1)?.sequence ?? 0,
  };
}
