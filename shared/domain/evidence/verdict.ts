import { z } from 'zod';
import { Circuit } from '../fleet';
import { Instant } from '../time';

/** `unknown`: could not be measured, or not well enough. Never a reason to act, never a sign of health. */
const Answer = z.enum(['breached', 'ok', 'unknown']);

/** What a rule says of one circuit, with the numbers it rests on. */
export const CircuitVerdict = z.strictObject({
  ...Circuit.shape,
  answer: Answer,
  /** Absent when it could not be measured. */
  value: z.number().optional(),
  baseline: z.number().optional(),
  samples: z.int().nonnegative(),
  /** Of a breach: the start of its last run of breaching samples, without a healthy one in between. */
  since: Instant.optional(),
  /** Why it is unknown. */
  reason: z.string().optional(),
});
export type CircuitVerdict = z.infer<typeof CircuitVerdict>;

/** What a rule says of the fleet, in numbers and in a sentence. */
export const RuleVerdict = z.strictObject({
  rule: z.string(),
  answer: Answer,
  /** `job failures 41 circuits > 1 circuit in 30 min`. */
  sentence: z.string(),
  /** Circuits of which the rule has something to say. */
  circuits: z.array(CircuitVerdict),
});
export type RuleVerdict = z.infer<typeof RuleVerdict>;
