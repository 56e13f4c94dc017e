import { z } from 'zod';
import { RollbackKind } from '../decide/blamed';
import { Instant } from '../time';

/** What a person said of a rollback that a rule led to, or would have led to. */
const Verdict = z.strictObject({
  incident: z.string().min(1),
  kind: RollbackKind,
  correct: z.boolean(),
  reason: z.string(),
  at: Instant,
  by: z.string().optional(),
});
export type Verdict = z.infer<typeof Verdict>;

/** All verdicts on what a rule led to, in the order in which they were given. */
export const RuleRecord = z.strictObject({ verdicts: z.array(Verdict) });
export type RuleRecord = z.infer<typeof RuleRecord>;

export const unjudged: RuleRecord = { verdicts: [] };

/** So many are kept: what is older tells little of a rule as it is now. */
const mostVerdicts = 500;

/** Notes a verdict; a second one on the same incident takes the place of the first. */
export function withVerdict(record: RuleRecord, verdict: Verdict): RuleRecord {
  const others = record.verdicts.filter(({ incident }) => incident !== verdict.incident);
  return { verdicts: [...others, verdict].slice(-mostVerdicts) };
}
