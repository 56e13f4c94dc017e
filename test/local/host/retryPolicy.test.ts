import { describe, expect, it } from '@jest/globals';
import { parseRetryPolicy } from '../../../local/host/retryPolicy';

describe('a retry policy', () => {
  it('waits the same time before every retry', () => {
    const { maxRetryCount, delayMs } = parseRetryPolicy({
      retryStrategy: 'fixedDelay',
      maxRetryCount: 4,
      delayInterval: { seconds: 2 },
    });

    expect([maxRetryCount, delayMs(1), delayMs(4)]).toEqual([4, 2_000, 2_000]);
  });

  it('waits twice as long each time, up to a limit, and for ever if told to', () => {
    const { maxRetryCount, delayMs } = parseRetryPolicy({
      retryStrategy: 'exponentialBackoff',
      maxRetryCount: -1,
      minimumInterval: { seconds: 1 },
      maximumInterval: { seconds: 5 },
    });

    expect(maxRetryCount).toBe(Infinity);
    expect([1, 2, 3, 4, 2_000].map(delayMs)).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
  });

  it.each([
    [{ retryStrategy: 'sometimes', maxRetryCount: 1 }, 'retryStrategy'],
    [{ retryStrategy: 'fixedDelay', maxRetryCount: 1 }, 'delayInterval'],
    [{ retryStrategy: 'fixedDelay', maxRetryCount: -2, delayInterval: { seconds: 1 } }, '-1'],
  ])('refuses %j', (options, reason) => {
    expect(() => parseRetryPolicy(options)).toThrow(reason);
  });
});
