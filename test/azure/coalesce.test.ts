import { describe, expect, it } from '@jest/globals';
import { coalesce } from '../../shared/azure/coalesce';

/** Calls that end when the test says so. */
function held() {
  const calls: { items: readonly number[]; end: PromiseWithResolvers<void> }[] = [];
  const ask = coalesce<number>(
    async (items) => {
      const end = Promise.withResolvers<void>();
      calls.push({ items, end });
      return end.promise;
    },
    { calls: 2, most: 3 },
  );
  return { calls, ask };
}

describe('coalesce', () => {
  it('does one thing at once, and what comes while calls are under way together', async () => {
    const { calls, ask } = held();
    const asked = [1, 2, 3, 4, 5, 6, 7].map(async (item) => ask(item));
    expect(calls.map(({ items }) => items)).toEqual([[1], [2]]);

    calls[0]!.end.resolve();
    await asked[0];
    calls[1]!.end.resolve();
    await asked[1];
    expect(calls.map(({ items }) => items)).toEqual([[1], [2], [3, 4, 5], [6, 7]]);

    calls.forEach(({ end }) => end.resolve());
    await expect(Promise.all(asked)).resolves.toHaveLength(7);
  });

  it('tells all callers of a call of its failure, and goes on with the next', async () => {
    const { calls, ask } = held();
    const asked = [1, 2, 3, 4].map(async (item) => ask(item));
    const ends = Promise.allSettled(asked);

    calls[0]!.end.reject(new Error('away'));
    await expect(asked[0]).rejects.toThrow('away');
    expect(calls[2]?.items).toEqual([3, 4]);
    calls[1]!.end.resolve();
    calls[2]!.end.reject(new Error('away again'));

    expect((await ends).map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
  });
});
