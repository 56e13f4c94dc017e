import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** Where the local cloud can be reached, as it writes it down itself. */
export const Endpoints = z.object({
  identity: z.object({ endpoint: z.url(), headers: z.record(z.string(), z.string()) }),
  blob: z.url(),
  serviceBus: z.string(),
  resourceManager: z.url(),
  logs: z.url(),
  ingestion: z.url(),
  control: z.url(),
  caFile: z.string(),
});
export type Endpoints = z.infer<typeof Endpoints>;

export async function readEndpoints(file: string): Promise<Endpoints> {
  return Endpoints.parse(JSON.parse(await readFile(file, 'utf8')));
}
