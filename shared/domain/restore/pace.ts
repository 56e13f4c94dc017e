import { z } from 'zod';
import type { WriteAnswer } from '../deployment';
import { Instant, plusSeconds, secondsBetween } from '../time';

/** What the service lets one identity write: so many at once, and so many more a minute. */
export type WriteLimit = { burst: number; perMinute: number };

/** One plant's part of a rollback: its writes among all writes, and its turn among the plants, from 0. */
export const Share = z.strictObject({
  writes: z.int().positive(),
  ofWrites: z.int().positive(),
  turn: z.int().nonnegative(),
  plants: z.int().positive(),
});
export type Share = z.infer<typeof Share>;

/**
 * One plant's share of what the service lets the whole fleet write: a token bucket, corrected by
 * what the service says. The shares of all plants add up to the whole limit, and their turns keep
 * them from spending the same write: 200 writes are never sent into a limit of 25.
 */
export const Pace = z.strictObject({
  burst: z.number().positive(),
  perMinute: z.number().positive(),
  tokens: z.number().nonnegative(),
  /** When `tokens` was counted. */
  at: Instant,
  /** The service asked for silence until then. */
  closedUntil: Instant,
  /** This plant's part of all writes. */
  weight: z.number().positive().max(1),
  /** How long after the others this plant begins again when all of them were asked for silence. */
  turnSeconds: z.number().nonnegative(),
});
export type Pace = z.infer<typeof Pace>;

/** A write that is a millionth short is allowed: sums of fractions are never exact. */
const rounding = 1e-6;

export function startPace(
  limit: WriteLimit,
  { writes, ofWrites, turn, plants }: Share,
  now: Instant,
): Pace {
  const weight = writes / ofWrites;
  return {
    burst: limit.burst * weight,
    perMinute: limit.perMinute * weight,
    // Over all plants these come to the burst when rounded down, and then to one write at a time.
    tokens: (limit.burst - 1) * weight + 1 - turn / plants,
    at: now,
    closedUntil: now,
    weight,
    // No more plants than a burst has writes are asked for silence at once.
    turnSeconds: ((turn % limit.burst) * 60) / limit.perMinute,
  };
}

export function writesAllowed(pace: Pace, now: Instant): number {
  return now < pace.closedUntil ? 0 : Math.floor(tokensAt(pace, now) + rounding);
}

/** When at least one write is allowed again. */
export function opensAt(pace: Pace, now: Instant): Instant {
  const missing = Math.max(0, 1 - tokensAt(pace, now));
  const refilled = plusSeconds(now, (missing * 60) / pace.perMinute);
  return refilled > pace.closedUntil ? refilled : pace.closedUntil;
}

/** When writes were sent, and when their answers were all there. */
export type Sending = { sentAt: Instant; now: Instant };

/**
 * Takes note of what the writes cost and what the service said about the rest. They are paid when
 * they are sent: a write is answered after seconds, in which the right to more comes back.
 */
export function afterAnswers(
  pace: Pace,
  answers: readonly WriteAnswer[],
  { sentAt, now }: Sending,
): Pace {
  const started = answers.flatMap((answer) => (answer.status === 'started' ? [answer] : []));
  const throttled = answers.flatMap((answer) => (answer.status === 'throttled' ? [answer] : []));
  const paid = Math.max(0, tokensAt(pace, sentAt) - started.length);
  const meanwhile = Math.min(fleetBurst(pace), paid + refill(pace, { from: sentAt, to: now }));
  const earned = Math.max(paid, meanwhile);
  const allowed = Math.max(
    throttled.length > 0 ? Math.min(earned, 1) : earned,
    ...started.map(({ remaining = 0 }) => (remaining - fleetBurst(pace)) * pace.weight),
  );
  const silences = throttled.map(({ retryAfterSeconds }) =>
    plusSeconds(now, retryAfterSeconds + pace.turnSeconds),
  );
  const closedUntil = [pace.closedUntil, ...silences].toSorted().at(-1) ?? pace.closedUntil;
  return { ...pace, tokens: allowed, at: now, closedUntil };
}

function tokensAt(pace: Pace, now: Instant): number {
  const { tokens, at, burst } = pace;
  return Math.max(
    tokens,
    Math.min(Math.max(1, burst), tokens + refill(pace, { from: at, to: now })),
  );
}

function refill({ perMinute }: Pace, { from, to }: { from: Instant; to: Instant }): number {
  return (Math.max(0, secondsBetween(from, to)) * perMinute) / 60;
}

/** What all plants together may write at once. */
function fleetBurst({ burst, weight }: Pace): number {
  return burst / weight;
}
