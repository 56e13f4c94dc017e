import { z } from 'zod';
import type { Cloud } from '../../local/demo/cloud';

const Call = z.object({
  sequence: z.number(),
  at: z.string(),
  serviceSeconds: z.number(),
  method: z.string(),
  path: z.string(),
  status: z.number().nullable(),
  operation: z.string().nullable(),
  milliseconds: z.number(),
});
/** One call of Resource Manager, as the cloud's journal has it. */
export type Call = z.infer<typeof Call>;

const Operation = z.object({
  sequence: z.number(),
  name: z.string(),
  resource: z.string(),
  status: z.string(),
  startedServiceSeconds: z.number(),
  endedAt: z.string().nullable(),
  endedServiceSeconds: z.number().nullable(),
});
/** The lifetime of one operation; without an end it still runs. */
export type Operation = z.infer<typeof Operation>;

/** What the cloud saw, by its own journal: not a word of it is the contestants'. */
export type CloudRecord = { calls: Call[]; operations: Operation[] };

const pageSize = 10_000;

export async function readRecord(cloud: Cloud, principal: string): Promise<CloudRecord> {
  const query = `fields=summary&principal=${encodeURIComponent(principal)}`;
  const calls = await readPages(
    cloud,
    `journal?${query}`,
    (answer) => z.object({ entries: z.array(Call) }).parse(answer).entries,
  );
  const operations = await readPages(
    cloud,
    'operations?',
    (answer) => z.object({ operations: z.array(Operation) }).parse(answer).operations,
  );
  return { calls, operations };
}

async function readPages<T extends { sequence: number }>(
  cloud: Cloud,
  query: string,
  read: (answer: unknown) => T[],
): Promise<T[]> {
  const items: T[] = [];
  for (;;) {
    const since = items.at(-1)?.sequence ?? 0;
    const path = `/machineLearning/${query}&since=${since}&limit=${pageSize}`;
    // oxlint-disable-next-line no-await-in-loop -- a page begins where the one before it ends
    const page = read(await cloud.behind('GET', path));
    items.push(...page);
    if (page.length < pageSize) {
      return items;
    }
  }
}
