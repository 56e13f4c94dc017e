import { z } from 'zod';
import { Outcome } from '../deployment';
import { Cause } from '../incident';

/** The part of a rollback that one plant is, in one wave. */
export const Part = z.strictObject({
  cause: Cause,
  wave: z.int().nonnegative(),
  plant: z.string(),
});
export type Part = z.infer<typeof Part>;

/** What became of a part: what its writes came to, and what is left of that when it is read back. */
export const PartRecord = z.strictObject({
  claimed: z.array(Outcome),
  outcomes: z.array(Outcome),
});
export type PartRecord = z.infer<typeof PartRecord>;
