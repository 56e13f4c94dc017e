import { z } from 'zod';
import { Circuit } from './fleet';

/** How the batch jobs of one circuit ended within the window that was asked about. */
const CircuitJobs = z.strictObject({
  ...Circuit.shape,
  failed: z.int().nonnegative(),
  finished: z.int().nonnegative(),
});

/**
 * What a query said. Unknown means that we could not find out: it is neither a reason to act nor
 * a sign of health.
 */
export const JobFailures = z.discriminatedUnion('answer', [
  z.strictObject({ answer: z.literal('measured'), circuits: z.array(CircuitJobs) }),
  z.strictObject({ answer: z.literal('unknown'), reason: z.string() }),
]);
export type JobFailures = z.infer<typeof JobFailures>;
