import type { WriteAnswer } from '../deployment';
import { plusSeconds, secondsBetween } from '../time';
import type { Instant } from '../time';

/**
 * One plant's share of what the service lets the whole fleet write: a token bucket, corrected by
 * what the service says. It keeps 200 writes from being sent into a limit of 25.
 */
export type Pace = {
  burst: number;
  perMinute: number;
  tokens: number;
  /** When `tokens` was counted. */
  at: Instant;
  /** The service asked for silence until then. */
  closedUntil: Instant;
  /** Plants that share the limit. */
  sharers: number;
};

/** A write that is a millionth short is allowed: sums of fractions are never exact. */
const rounding = 1e-6;

/** `position`: which of the plants this is, from 0. Where not all can begin at once, they take turns. */
export function startPace(
  limit: { burst: number; perMinute: number },
  { sharers, position, now }: { sharers: number; position: number; now: Instant },
): Pace {
  const burst = limit.burst / sharers;
  const perMinute = limit.perMinute / sharers;
  // A share below one write would never open: everybody has one, the first of them at once.
  const turn = burst < 1 ? Math.max(0, position + 1 - limit.burst) : 0;
  const closedUntil = plusSeconds(now, (turn * 60) / limit.perMinute);
  return { burst, perMinute, tokens: Math.max(1, burst), at: now, closedUntil, sharers };
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
      const until = plusSeconds(now, answer.retryAfterSeconds);
      closedUntil = until > closedUntil ? until : closedUntil;
      tokens = Math.min(tokens, 1);
    }
  }
  if (remaining !== undefined && Number.isFinite(remaining)) {
    tokens = Math.max(tokens, remaining / pace.sharers);
  }
  return { ...pace, tokens: Math.max(0, tokens), at: now, closedUntil };
}

function tokensAt({ tokens, at, perMinute, burst }: Pace, now: Instant): number {
  const refill = (Math.max(0, secondsBetween(at, now)) * perMinute) / 60;
  return Math.max(tokens, Math.min(Math.max(1, burst), tokens + refill));
}
