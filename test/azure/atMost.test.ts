import { describe, expect, it } from '@jest/globals';
import { atMost } from '../../shared/azure/atMost';

/** Work that ends when it is told to, and says that it was begun. */
function works(count: number) {
  const begun: number[] = [];
  const ends = Array.from({ length: count }, () => Promise.withResolvers<number>());
  const start = (index: number) => async () => {
    begun.push(index);
    return ends[index]?.promise;
  };
  return { begun, ends, start };
}

describe('atMost', () => {
  it('runs so many at once, and the others in order as places become free', async () => {
    const limit = atMost(2);
    const { begun, ends, start } = works(4);

    const all = [0, 1, 2, 3].map(async (index) => limit(start(index)));
    expect(begun).toEqual([0, 1]);
    ends[1]?.resolve(1);
    await all[1];
    expect(begun).toEqual([0, 1, 2]);

    [0, 2, 3].forEach((index) => ends[index]?.resolve(index));
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
  });

  it('gives the place of work that fails to the next, and its error to who asked', async () => {
    const limit = atMost(1);
    const { ends, start } = works(2);

    const [failing, next] = [limit(start(0)), limit(start(1))];
    ends[0]?.reject(new Error('no answer'));
    ends[1]?.resolve(1);

    await expect(failing).rejects.toThrow('no answer');
    expect(await next).toBe(1);
  });

  it('lets no newcomer past those who wait', async () => {
    const limit = atMost(1);
    const { begun, ends, start } = works(3);

    const first = limit(start(0)).then(async () => limit(start(2)));
    const second = limit(start(1));
    [0, 1, 2].forEach((index) => ends[index]?.resolve(index));
    await Promise.all([first, second]);

    expect(begun).toEqual([0, 1, 2]);
  });
});
