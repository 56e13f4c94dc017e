import { describe, expect, it } from '@jest/globals';
import {
  fullBucket,
  takeToken,
} from '../../../../../local/cloud/machineLearning/clock/tokenBucket';
import type { Bucket } from '../../../../../local/cloud/machineLearning/clock/tokenBucket';

const budget = { capacity: 3, perSecond: 0.5 };

/** Takes as often as said at one moment; answers what was granted and what is left. */
function takeAll(from: Bucket, times: number, now: number) {
  let bucket = from;
  const takings = Array.from({ length: times }, () => {
    const taking = takeToken(bucket, budget, now);
    bucket = taking.bucket;
    return taking;
  });
  return { bucket, takings };
}

describe('takeToken', () => {
  it('grants as many as the capacity at once, and counts down what is left', () => {
    const { takings } = takeAll(fullBucket(budget, 0), 3, 0);

    expect(takings).toMatchObject([
      { granted: true, remaining: 2 },
      { granted: true, remaining: 1 },
      { granted: true, remaining: 0 },
    ]);
  });

  it('refuses beyond the capacity, with the whole seconds until the next token', () => {
    const { takings } = takeAll(fullBucket(budget, 0), 4, 0);

    expect(takings[3]).toMatchObject({ granted: false, retryAfterSeconds: 2 });
  });

  it('grants one more after exactly the time it named, and then refuses again', () => {
    const { bucket } = takeAll(fullBucket(budget, 0), 4, 0);

    const { takings } = takeAll(bucket, 2, 2000);

    expect(takings.map(({ granted }) => granted)).toEqual([true, false]);
  });

  it('takes nothing for a refusal', () => {
    const { bucket } = takeAll(fullBucket(budget, 0), 50, 0);

    expect(takeToken(bucket, budget, 2000).granted).toBe(true);
  });

  it('tells to wait at least one second, however fast tokens come back', () => {
    const fast = { capacity: 1, perSecond: 1000 };
    const { bucket } = takeToken(fullBucket(fast, 0), fast, 0);

    expect(takeToken(bucket, fast, 0)).toMatchObject({ granted: false, retryAfterSeconds: 1 });
  });

  it('never holds more than its capacity, nor loses tokens to a clock set back', () => {
    const idle = takeToken(fullBucket(budget, 0), budget, 3_600_000);
    expect(idle).toMatchObject({ granted: true, remaining: 2 });

    expect(takeToken(idle.bucket, budget, 0)).toMatchObject({ granted: true, remaining: 1 });
  });
});
