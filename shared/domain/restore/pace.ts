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
    turnSeconds: (turn * 60) / limit.perMinute,
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

/** Takes note of what the writes cost and what the service said about the rest. */
export function afterAnswers(pace: Pace, answers: readonly WriteAnswer[], now: Instant): Pace {
  let tokens = tokensAt(pace, now);
  let closedUntil = pace.closedUntil;
  let remaining: number | undefined;
  for (const answer of answers) {
    if (answer.status === 'started') {
      tokens -= 1;
      remaining = Math.min(answer.remaining ?? Infinity, remaining ?? Infinity);
    }
    if (answer.status === 'throttled') {
      const until = plusSeconds(now, answer.retryAfterSeconds + pace.turnSeconds);
      closedUntil = until > closedUntil ? until : closedUntil;
      tokens = Math.min(tokens, 1);
    }
  }
  if (remaining !== undefined && Number.isFinite(remaining)) {
    tokens = Math.max(tokens, remaining * pace.weight);
  }
  return { ...pace, tokens: Math.max(0, tokens), at: now, closedUntil };
}

function tokensAt({ tokens, at, perMinute, burst }: Pace, now: Instant): number {
  const refill = (Math.max(0, secondsBetween(at, now)) * perMinute) / 60;
  return Math.max(tokens, Math.min(Math.max(1, burst), tokens + refill));
}
