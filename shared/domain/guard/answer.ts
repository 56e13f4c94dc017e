import { z } from 'zod';
import { Target } from '../deployment';
import { GuardName } from '../policy/guards';
import { Instant } from '../time';

/**
 * What one guard said before anything was written. `narrowed`: some circuits are left as they are,
 * and the others are gone on with. `skipped`: it refused, and a person had leave to go past it.
 */
export const GuardAnswer = z.strictObject({
  guard: GuardName,
  answer: z.enum(['passed', 'narrowed', 'refused', 'skipped']),
  /** A refusal has value, operator and limit. */
  sentence: z.string(),
});
export type GuardAnswer = z.infer<typeof GuardAnswer>;

/** A circuit that a guard left out of a plan, and why. */
export const LeftOut = z.strictObject({ target: Target, reason: z.string() });
export type LeftOut = z.infer<typeof LeftOut>;

/** What all guards came to; kept beside the plan that they were asked about. */
export const Consultation = z.strictObject({
  at: Instant,
  status: z.enum(['passed', 'narrowed', 'refused']),
  answers: z.array(GuardAnswer),
  leftOut: z.array(LeftOut),
});
export type Consultation = z.infer<typeof Consultation>;

/** What the guards have against a rollback, or against some of its circuits; empty if nothing. */
export function objectionsIn({ answers }: Pick<Consultation, 'answers'>): string[] {
  return answers
    .filter(({ answer }) => answer === 'refused' || answer === 'narrowed')
    .map(({ guard, sentence }) => `${guard}: ${sentence}`);
}
