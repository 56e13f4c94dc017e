import { z } from 'zod';
import type { RetryPolicy } from '../walk/action';

const DAY_MS = 86_400_000;

/** What the runtime assumes where the app says nothing. */
const DEFAULTS = { backoffCoefficient: 1, maxIntervalMs: 6 * DAY_MS, timeoutMs: Infinity };

export const RetryOptions = z
  .object({
    firstRetryIntervalInMilliseconds: z.number(),
    maxNumberOfAttempts: z.number(),
    backoffCoefficient: z.nullish(z.number()),
    maxRetryIntervalInMilliseconds: z.nullish(z.number()),
    retryTimeoutInMilliseconds: z.nullish(z.number()),
  })
  .transform((options): RetryPolicy => ({
    firstIntervalMs: options.firstRetryIntervalInMilliseconds,
    maxAttempts: options.maxNumberOfAttempts,
    backoffCoefficient: options.backoffCoefficient ?? DEFAULTS.backoffCoefficient,
    maxIntervalMs: options.maxRetryIntervalInMilliseconds ?? DEFAULTS.maxIntervalMs,
    timeoutMs: options.retryTimeoutInMilliseconds ?? DEFAULTS.timeoutMs,
  }));
