import { z } from 'zod';
import { Outcome, Target } from '../deployment';
import type { Proof } from '../deployment';
import type { Policy } from '../policy';
import { Instant } from '../time';

const Waiting = z.strictObject({
  phase: z.literal('waiting'),
  target: Target,
  /** Writes that were started and failed. */
  attempts: z.int().nonnegative(),
  /** Times the service could not be reached since. */
  tries: z.int().nonnegative(),
  notBefore: Instant,
  /** Why it still waits. */
  trouble: z.string(),
});
export type Waiting = z.infer<typeof Waiting>;

const Writing = z.strictObject({
  phase: z.literal('writing'),
  target: Target,
  attempts: z.int().nonnegative(),
  since: Instant,
  operation: z.string().optional(),
  expected: z.string().optional(),
});
export type Writing = z.infer<typeof Writing>;

/** One target on its way: to be written, being written, or at its end. */
export const Work = z.discriminatedUnion('phase', [
  Waiting,
  Writing,
  z.strictObject({ phase: z.literal('settled'), target: Target, outcome: Outcome }),
]);
export type Work = z.infer<typeof Work>;

/** What the steps of a work need to know of their surroundings. */
export type Moment = { now: Instant; limits: Policy['restore'] };

export function waiting(target: Target, since: Pick<Waiting, 'attempts' | 'notBefore'>): Waiting {
  return { phase: 'waiting', target, tries: 0, trouble: 'no write was allowed', ...since };
}

export function restored(target: Target, proof?: Proof): Work {
  const outcome: Outcome = { status: 'restored', target, ...(proof && { proof }) };
  return { phase: 'settled', target, outcome };
}

export function ended(
  target: Target,
  status: 'untouched' | 'unverified' | 'failed',
  reason: string,
): Work {
  return { phase: 'settled', target, outcome: { status, target, reason } };
}

/** Left as it is because the whole rollback was stopped. */
export function stopped(target: Target, reason: string): Work {
  return {
    phase: 'settled',
    target,
    outcome: { status: 'untouched', target, reason, stopped: true },
  };
}
