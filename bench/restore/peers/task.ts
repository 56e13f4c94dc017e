import { z } from 'zod';

/** What a peer is to do, as it is handed to its process. */
export const Task = z.strictObject({
  resourceManager: z.url(),
  identity: z.strictObject({ endpoint: z.url(), secret: z.string() }),
  sites: z.array(z.strictObject({ endpoint: z.string(), deployment: z.string() })),
  /** How many circuits are under way at once. */
  workers: z.int().positive(),
  pollMs: z.number().positive(),
});
export type Task = z.infer<typeof Task>;
