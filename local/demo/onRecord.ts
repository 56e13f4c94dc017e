import { z } from 'zod';
import type { Cloud } from './cloud';
import { identities } from './place';

const Receipt = z.object({ id: z.string() });
const Receipts = z.union([z.array(Receipt), Receipt.transform((receipt) => [receipt])]);

const Ending = z.object({
  receipt: z.string(),
  ending: z.enum(['acted', 'merged', 'suppressed', 'rejected']),
  reason: z.string(),
});
type Ending = z.infer<typeof Ending>;
export type EndingWord = Ending['ending'];
const Endings = z.object({ endings: z.array(Ending) });

/** How many deliveries of alerts are on record, and what became of those that have come to an end. */
export type AlertsOnRecord = { received: number; endings: readonly Ending[] };

/** Reads receipts and endings from storage, as any auditor could. */
export async function alertsOnRecord(cloud: Cloud): Promise<AlertsOnRecord> {
  const container = cloud.container(identities.observer);
  const received = new Set<string>();
  for await (const document of documentsUnder(container, 'receipts/')) {
    Receipts.parse(document).forEach(({ id }) => received.add(id));
  }
  const endings = new Map<string, Ending>();
  for await (const document of documentsUnder(container, 'endings/')) {
    for (const ending of Endings.parse(document).endings) {
      endings.set(ending.receipt, endings.get(ending.receipt) ?? ending);
    }
  }
  return { received: received.size, endings: [...endings.values()] };
}

async function* documentsUnder(
  container: ReturnType<Cloud['container']>,
  prefix: string,
): AsyncGenerator {
  for await (const { name } of container.listBlobsFlat({ prefix })) {
    yield documentOf(container, name);
  }
}

async function documentOf(
  container: ReturnType<Cloud['container']>,
  name: string,
): Promise<unknown> {
  const content = await container.getBlobClient(name).downloadToBuffer();
  return JSON.parse(content.toString('utf8'));
}

export async function incidentsOnRecord(cloud: Cloud): Promise<number> {
  let incidents = 0;
  const container = cloud.container(identities.observer);
  for await (const { name } of container.listBlobsFlat({ prefix: 'incidents/' })) {
    incidents += name.endsWith('/incident.json') ? 1 : 0;
  }
  return incidents;
}

/** The plan that an incident carries out, as it lies in storage; undefined while there is none. */
export async function planOnRecord(cloud: Cloud, incident: string): Promise<unknown> {
  const container = cloud.container(identities.observer);
  return documentOf(container, `incidents/${incident}/plan.json`).catch(() => undefined);
}
