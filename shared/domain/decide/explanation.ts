import { z } from 'zod';
import { ReleaseId } from '../release';
import { Instant } from '../time';
import { RollbackKind } from './blamed';

const Answer = z.enum(['breached', 'ok', 'unknown']);

/** What one rule of the policy said, with the numbers it rests on. */
const RuleFinding = z.strictObject({
  rule: z.string(),
  title: z.string(),
  action: z.string(),
  urgency: z.string(),
  answer: Answer,
  /** With value, operator and limit. */
  sentence: z.string(),
  /** Circuits on which it is breached, and of which it is known whether it is. */
  failing: z.int().nonnegative(),
  measured: z.int().nonnegative(),
  /** Failing circuits that fail no more than they usually do: no evidence for anything. */
  asUsual: z.int().nonnegative(),
});
export type RuleFinding = z.infer<typeof RuleFinding>;

/** A check before anything is written, and what it said: a refusal has value, operator and limit. */
const GuardFinding = z.strictObject({
  guard: z.string(),
  passed: z.boolean(),
  sentence: z.string(),
});

/** How a release stands to the failures of one rule. */
const CandidateFinding = z.strictObject({
  rule: z.string(),
  release: ReleaseId,
  kind: RollbackKind,
  at: Instant,
  standing: z.enum(['blamed', 'runnerUp', 'notBlamed']),
  /** √(recall · precision) · timing · contrast. */
  score: z.number(),
  recall: z.number(),
  precision: z.number(),
  timing: z.number(),
  contrast: z.number(),
  /** At most so likely by chance. */
  chance: z.number(),
  changed: z.int().nonnegative(),
  measured: z.int().nonnegative(),
  failing: z.int().nonnegative(),
  explained: z.int().nonnegative(),
  /** Why it is blamed, or why not. */
  why: z.string(),
});
export type CandidateFinding = z.infer<typeof CandidateFinding>;

/** Why a decision came out as it did: for the report, the command line and the API. */
export const Explanation = z.strictObject({
  at: Instant,
  rules: z.array(RuleFinding),
  guards: z.array(GuardFinding),
  candidates: z.array(CandidateFinding),
  /** Releases that were not asked about. */
  excluded: z.array(z.strictObject({ release: z.string(), why: z.string() })),
  /** What else might have been done, and why it was not. */
  rejected: z.array(z.strictObject({ alternative: z.string(), why: z.string() })),
  /** The smallest changes, each by itself, that would have come to another decision; the smallest first. */
  flips: z.array(z.strictObject({ change: z.string(), becomes: z.string() })),
});
export type Explanation = z.infer<typeof Explanation>;

/** Of a decision to which no judgement led, for this reason. */
export function unexplained(at: Instant, why: string): Explanation {
  return {
    at,
    rules: [],
    guards: [],
    candidates: [],
    excluded: [],
    rejected: [{ alternative: 'roll back', why }],
    flips: [],
  };
}
