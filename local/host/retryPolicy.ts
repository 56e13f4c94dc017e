import { z } from 'zod';

/** How a function's failed runs are repeated. */
export type RetryPolicy = {
  /** How often at most; Infinity for ever. */
  maxRetryCount: number;
  /** How long to wait before a retry; the first is 1. */
  delayMs: (retry: number) => number;
};

const Duration = z
  .object({ seconds: z.number().min(0) })
  .transform(({ seconds }) => seconds * 1000);
const MaxRetryCount = z
  .int()
  .min(-1)
  .transform((count) => (count === -1 ? Infinity : count));

const RetryOptions = z.discriminatedUnion('retryStrategy', [
  z.object({
    retryStrategy: z.literal('fixedDelay'),
    maxRetryCount: MaxRetryCount,
    delayInterval: Duration,
  }),
  z.object({
    retryStrategy: z.literal('exponentialBackoff'),
    maxRetryCount: MaxRetryCount,
    minimumInterval: Duration,
    maximumInterval: Duration,
  }),
]);

/** Reads the retry options an app registered a function with. Throws when they make no sense. */
export function parseRetryPolicy(options: unknown): RetryPolicy {
  const parsed = RetryOptions.safeParse(options);
  if (!parsed.success) {
    throw new Error(`The retry options are not valid. ${z.prettifyError(parsed.error)}`);
  }
  const { data } = parsed;
  switch (data.retryStrategy) {
    case 'fixedDelay':
      return { maxRetryCount: data.maxRetryCount, delayMs: () => data.delayInterval };
    case 'exponentialBackoff':
      return {
        maxRetryCount: data.maxRetryCount,
        delayMs: (retry) => Math.min(data.minimumInterval * 2 ** (retry - 1), data.maximumInterval),
      };
  }
}
