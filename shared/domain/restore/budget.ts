import { secondsBetween } from '../time';
import type { Instant } from '../time';
import type { WriteLimit } from './pace';

/** How much of the service's write limit is used up, as seen by who sends the writes. */
export type Budget = {
  /** Writes that have not come back yet; beyond the burst, as many wait for their turn. */
  spent: number;
  /** As of when they come back; undefined while nothing was sent of a whole budget. */
  since: Instant | undefined;
};

export const wholeBudget: Budget = { spent: 0, since: undefined };

/** Takes the right to one write, which is there after so many seconds. */
export function takeTurn(
  budget: Budget,
  limit: WriteLimit,
  now: Instant,
): { budget: Budget; waitSeconds: number } {
  const before = refilled(budget, limit, now);
  const spent = before.spent + 1;
  const waitSeconds = (Math.max(0, spent - limit.burst) * 60) / limit.perMinute;
  return { budget: { ...before, spent }, waitSeconds };
}

/** A write is on its way: from the first one of a whole budget on, writes come back. */
export function afterSending(budget: Budget, now: Instant): Budget {
  return { ...budget, since: budget.since ?? now };
}

/** The right to a write that was not used goes to the others. */
export function returnTurn(budget: Budget): Budget {
  return { ...budget, spent: budget.spent - 1 };
}

/**
 * What the service says is left beyond the burst it is known for can be used as well. Less than
 * that says nothing: it was counted before the writes that were sent since.
 */
export function afterHearing(budget: Budget, { burst }: WriteLimit, remaining: number): Budget {
  return { ...budget, spent: Math.min(budget.spent, 2 * burst - remaining) };
}

/** Of a budget that the service says is used up, the next write is there after so many seconds. */
export function afterRefusal(
  budget: Budget,
  { burst, perMinute }: WriteLimit,
  retryAfterSeconds: number,
): Budget {
  const spent = burst - 1 + (retryAfterSeconds * perMinute) / 60;
  return { ...budget, spent: Math.max(budget.spent, spent) };
}

function refilled(budget: Budget, { perMinute }: WriteLimit, now: Instant): Budget {
  const { spent, since } = budget;
  if (since === undefined) {
    return budget;
  }
  const left = spent - (Math.max(0, secondsBetween(since, now)) * perMinute) / 60;
  return left <= 0
    ? { spent: Math.min(spent, 0), since: undefined }
    : { spent: left, since: now > since ? now : since };
}
