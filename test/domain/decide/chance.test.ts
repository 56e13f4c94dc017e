import { describe, expect, it } from '@jest/globals';
import { array, assert, double, nat, property } from 'fast-check';
import { jointChance, tailChance } from '../../../shared/domain/decide/chance';

describe('tailChance', () => {
  it.each([
    { failed: 1, of: 1, usual: 0.02, chance: 0.02 },
    { failed: 2, of: 2, usual: 0.02, chance: 0.0004 },
    { failed: 1, of: 4, usual: 0.02, chance: 1 - 0.98 ** 4 },
    { failed: 3, of: 8, usual: 0.3, chance: 0.448_226_19 },
    { failed: 0, of: 9, usual: 0.3, chance: 1 },
    { failed: 1, of: 9, usual: 1, chance: 1 },
    { failed: 3, of: 2, usual: 0.5, chance: 0 },
  ])('is $chance of $failed failures in $of tries at $usual', ({ failed, of, usual, chance }) => {
    expect(tailChance(failed, of, usual)).toBeCloseTo(chance, 8);
  });

  it('is a chance whatever it is asked, and falls as more fails', () => {
    const shares = double({ min: 0.001, max: 0.999, noNaN: true });
    assert(
      property(nat(300), nat(300), shares, (failed, more, usual) => {
        const of = failed + more + 1;
        const [one, another] = [failed, failed + 1].map((count) => tailChance(count, of, usual));
        expect(one).toBeGreaterThanOrEqual(0);
        expect(one).toBeLessThanOrEqual(1);
        expect(another).toBeLessThanOrEqual((one ?? 0) + 1e-9);
      }),
    );
  });
});

describe('jointChance', () => {
  it.each([
    { what: 'three of three', chances: [0.02, 0.02, 0.02], of: 3, chance: 8e-6 },
    { what: 'one of one', chances: [0.001], of: 1, chance: 0.001 },
    { what: 'two of two hundred', chances: [0.02, 0.02], of: 200, chance: 1 },
    { what: 'none', chances: [], of: 200, chance: 1 },
  ])('says $chance of $what that fail', ({ chances, of, chance }) => {
    expect(jointChance(chances, of)).toBeCloseTo(chance, 8);
  });

  it('never rises when one more circuit fails', () => {
    const chances = array(double({ min: 0.001, max: 1, noNaN: true }), { maxLength: 40 });
    assert(
      property(chances, double({ min: 0.001, max: 1, noNaN: true }), (some, one) => {
        expect(jointChance([...some, one], 50)).toBeLessThanOrEqual(jointChance(some, 50) + 1e-12);
      }),
    );
  });
});
