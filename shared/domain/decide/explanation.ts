import { z } from 'zod';
import { GuardAnswer } from '../guard/answer';
import type { Consultation } from '../guard/answer';
import { ReleaseId } from '../release';
import { Instant } from '../time';
import { RollbackKind } from './blamed';
import { Confirmation } from './confirmation';

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

/** What was seen of alerts at a moment, and did not yet settle the matter. */
export const Look = z.strictObject({ at: Instant, reason: z.string() });
export type Look = z.infer<typeof Look>;

/** Why a decision came out as it did: for the report, the command line and the API. */
export const Explanation = z.strictObject({
  at: Instant,
  rules: z.array(RuleFinding),
  /** What was asked before anything was written; none until there is a plan. */
  guards: z.array(GuardAnswer),
  candidates: z.array(CandidateFinding),
  /** Releases that were not asked about. */
  excluded: z.array(z.strictObject({ release: z.string(), why: z.string() })),
  /** What else might have been done, and why it was not. */
  rejected: z.array(z.strictObject({ alternative: z.string(), why: z.string() })),
  /** The smallest changes, each by itself, that would have come to another decision; the smallest first. */
  flips: z.array(z.strictObject({ change: z.string(), becomes: z.string() })),
  /** What earlier looks at the same alerts came to, where one was not enough; the first one first. */
  looks: z.array(Look).optional(),
  /** What the failing circuits were measured to be like; of the first of them, when they are many. */
  confirmations: z.array(Confirmation).optional(),
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

type Explained = { explanation?: Explanation | undefined };

/** The explanation with what the guards said; of what a person asked for, the guards are all there is. */
export function withGuards(
  { explanation }: Explained,
  { at, answers }: Pick<Consultation, 'at' | 'answers'>,
): Explanation {
  const bare = { at, rules: [], candidates: [], excluded: [], rejected: [], flips: [] };
  return { ...(explanation ?? bare), guards: answers };
}

/** The rules by which a release is blamed, of those that may lead to a rollback. */
export function accusersOf({ explanation }: Explained, release: string): string[] {
  const { candidates = [], rules = [] } = explanation ?? {};
  const able = new Set(rules.filter(({ action }) => action === 'rollBack').map(({ rule }) => rule));
  const accusers = candidates
    .filter((one) => one.standing === 'blamed' && one.release === release && able.has(one.rule))
    .map(({ rule }) => rule);
  return [...new Set(accusers)];
}
