/** How many requests may be made at once, and how fast the right to more comes back. */
export type Budget = { readonly capacity: number; readonly perSecond: number };

/** What is left of a budget, as of a moment in milliseconds. */
export type Bucket = { readonly tokens: number; readonly at: number };

export type Taking =
  | { granted: true; bucket: Bucket; remaining: number }
  | { granted: false; bucket: Bucket; retryAfterSeconds: number };

export function fullBucket(budget: Budget, now: number): Bucket {
  return { tokens: budget.capacity, at: now };
}

/**
 * Takes one token, or says in how many whole seconds, at least one, the next will be there.
 *
 * A refusal costs nothing: a client that waits as told is let through.
 */
export function takeToken(bucket: Bucket, budget: Budget, now: number): Taking {
  const elapsedSeconds = Math.max(0, now - bucket.at) / 1000;
  const tokens = Math.min(budget.capacity, bucket.tokens + elapsedSeconds * budget.perSecond);
  if (tokens >= 1) {
    const rest = tokens - 1;
    return { granted: true, bucket: { tokens: rest, at: now }, remaining: Math.floor(rest) };
  }
  const waitSeconds = (1 - tokens) / budget.perSecond;
  return {
    granted: false,
    bucket: { tokens, at: now },
    retryAfterSeconds: Math.max(1, Math.ceil(waitSeconds)),
  };
}
