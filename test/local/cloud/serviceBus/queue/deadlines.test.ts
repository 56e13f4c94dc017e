import { describe, expect, it } from '@jest/globals';
import { Deadlines } from '../../../../../local/cloud/serviceBus/queue/deadlines';

describe('Deadlines', () => {
  it('gives out what is due, earliest first', () => {
    const deadlines = new Deadlines<number>(() => true);
    for (const at of [5, 3, 9, 1, 7, 1]) {
      deadlines.add(at, at);
    }

    expect(deadlines.takeDue(5)).toEqual([1, 1, 3, 5]);
    expect(deadlines.next()).toBe(7);
  });

  it('skips what is no longer live', () => {
    const deadlines = new Deadlines<number>((key) => key % 2 === 0);
    [1, 2, 3, 4].forEach((key) => deadlines.add(key, key));

    expect(deadlines.takeDue(10)).toEqual([2, 4]);
  });

  it('does not keep what is over for the sake of a time far away', () => {
    const live = new Set<number>();
    let looks = 0;
    const deadlines = new Deadlines<number>((key) => {
      looks += 1;
      return live.has(key);
    });

    for (let key = 0; key < 100_000; key += 1) {
      live.add(key);
      deadlines.add(key, 1_000_000 + key);
      live.delete(key - 10);
    }

    // Swept as it went: what is left to look at is a sweep's worth, not 100,000.
    looks = 0;
    expect(deadlines.takeDue(2_000_000)).toHaveLength(10);
    expect(looks).toBeLessThanOrEqual(1_024);
  });
});
