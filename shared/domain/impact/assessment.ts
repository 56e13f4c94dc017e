import { z } from 'zod';
import { Severity } from '../alert/severity';

/** What is known of an incident's extent before anything is done about it. */
export const Assessment = z.strictObject({
  /** What fails, as narrowly as it is known. */
  component: z.strictObject({
    of: z.enum(['plant', 'circuit', 'model', 'environment', 'release', 'unknown']),
    name: z.string(),
  }),
  /** The worst of the alerts; absent where none has one. */
  severity: Severity.optional(),
  /** Circuits that fail, and plants they are of. */
  circuits: z.int().nonnegative(),
  plants: z.int().nonnegative(),
  /** Of the circuits that were measured, so many fail. */
  errorRatio: z
    .strictObject({ failing: z.int().nonnegative(), measured: z.int().positive() })
    .optional(),
  userImpact: z.string(),
  businessImpact: z.string(),
  /** How many of the deployments in question are in which state of Azure's, when the plan is made. */
  deployments: z.record(z.string(), z.int().positive()).optional(),
});
export type Assessment = z.infer<typeof Assessment>;
