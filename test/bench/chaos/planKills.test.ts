import { describe, expect, it } from '@jest/globals';
import { killText, planKills } from '../../../bench/chaos/planKills';

const seeds = Array.from({ length: 200 }, (_, index) => index + 1);

describe('planKills', () => {
  it('plans the same kills for the same seed, and others for another', () => {
    expect(planKills(7, 40)).toEqual(planKills(7, 40));
    expect(new Set(seeds.map((seed) => planKills(seed, 40).map(killText).join())).size).toBe(200);
  });

  it('plans one to three kills, in the order of the rollback', () => {
    for (const kills of seeds.map((seed) => planKills(seed, 40))) {
      const writes = kills.map(({ afterWrites }) => afterWrites);
      expect([1, 2, 3]).toContain(kills.length);
      expect(writes).toEqual(writes.toSorted((a, b) => a - b));
      expect(writes.every((after) => after >= 0 && after <= 40)).toBe(true);
    }
  });

  it('hits everybody, before the first write, between writes and after the last one', () => {
    const kills = seeds.flatMap((seed) => planKills(seed, 40));
    const hits = (victim: string) => kills.filter((kill) => kill.victim === victim).length;

    expect(['host', 'app', 'cloud', 'azurite'].map(hits).every((count) => count > 50)).toBe(true);
    for (const when of [0, 40]) {
      const share = kills.filter(({ afterWrites }) => afterWrites === when).length / kills.length;
      expect(share).toBeGreaterThan(0.15);
    }
  });
});
