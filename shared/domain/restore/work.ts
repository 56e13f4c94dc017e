import type { Outcome, Target } from '../deployment';
import type { Policy } from '../policy';
import type { Instant } from '../time';

/** One target on its way: to be written, being written, or at its end. */
export type Work = Waiting | Writing | { phase: 'settled'; target: Target; outcome: Outcome };

export type Waiting = {
  phase: 'waiting';
  target: Target;
  /** Writes that were started and failed. */
  attempts: number;
  /** Times the service could not be reached since. */
  tries: number;
  notBefore: Instant;
  /** Why it still waits. */
  trouble: string;
};

export type Writing = {
  phase: 'writing';
  target: Target;
  attempts: number;
  since: Instant;
  operation: string | undefined;
};

/** What the steps of a work need to know of their surroundings. */
export type Moment = { now: Instant; limits: Policy['restore'] };

export function waiting(target: Target, since: Pick<Waiting, 'attempts' | 'notBefore'>): Waiting {
  return { phase: 'waiting', target, tries: 0, trouble: 'no write was allowed', ...since };
}

export function restored(target: Target): Work {
  return { phase: 'settled', target, outcome: { status: 'restored', target } };
}

export function ended(
  target: Target,
  status: 'untouched' | 'unverified' | 'failed',
  reason: string,
): Work {
  return { phase: 'settled', target, outcome: { status, target, reason } };
}
