import { describe, expect, it } from '@jest/globals';
import { inBatches } from '../../shared/domain/inBatches';

describe('inBatches', () => {
  it('answers in order and never works on more than 32 at a time', async () => {
    let running = 0;
    let most = 0;
    const items = Array.from({ length: 100 }, (_, index) => index);

    const answers = await inBatches(items, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      return item * 2;
    });

    expect(answers).toEqual(items.map((item) => item * 2));
    expect(most).toBe(32);
  });

  it('has nothing to do for nothing', async () => {
    await expect(inBatches([], () => Promise.reject(new Error('called')))).resolves.toEqual([]);
  });
});
