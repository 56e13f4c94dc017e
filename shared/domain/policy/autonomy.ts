import { z } from 'zod';

/**
 * How far a rule may go by itself. `advisory`: it says what it would do. `approve`: it prepares the
 * rollback, and a person starts it. `auto`: it rolls back.
 */
export const AutonomyLevel = z.enum(['advisory', 'approve', 'auto']);
export type AutonomyLevel = z.infer<typeof AutonomyLevel>;

/** Where rules begin, and what it takes them to rise; one false rollback costs one level. */
export const AutonomyPolicy = z.strictObject({
  /** Where a rule begins of which nothing else is said. */
  start: AutonomyLevel.default('auto'),
  /** Where the rules of these ids begin. */
  rules: z.record(z.string(), AutonomyLevel).default({}),
  /** So many rollbacks must have been judged since the level last changed. */
  riseAfterJudged: z.int().positive().max(1000).default(10),
  /** Of all on record, so large a share must have been right. */
  risePrecision: z.number().min(0).max(1).default(0.95),
});
export type AutonomyPolicy = z.infer<typeof AutonomyPolicy>;
