import { z } from 'zod';

/** What release metadata must be for a rollback to rest on it. */
export const MetadataPolicy = z.strictObject({
  /** Whether only releases with a hash that verifies may be rolled back. */
  requireSealed: z.boolean().default(false),
  /** How long a circuit must have been well on a revision for it to count as good. */
  minHealthyMinutes: z.number().positive().max(10_080).default(60),
});
