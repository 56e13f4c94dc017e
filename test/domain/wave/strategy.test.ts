import { describe, expect, it } from '@jest/globals';
import { array, assert, integer, property, uniqueArray } from 'fast-check';
import { circuitName } from '../../../shared/domain/fleet';
import { wavesBy } from '../../../shared/domain/wave/strategy';
import { someTargets } from '../../support/builders';

const plantsOf = (...sizes: number[]) =>
  sizes.map((size, index) => {
    const plant = `P00${index + 1}`;
    return { plant, targets: someTargets(size, plant) };
  });
const sizes = (waves: ReturnType<typeof wavesBy>) =>
  waves.map(({ plants }) => plants.reduce((sum, { targets }) => sum + targets.length, 0));

describe('wavesBy', () => {
  it('ends its waves at 10, 50, 90 and 100 percent of all targets [E06]', () => {
    expect(sizes(wavesBy(plantsOf(20, 20, 20, 20, 20), [10, 50, 90, 100]))).toEqual([
      10, 40, 40, 10,
    ]);
  });

  it('takes of every plant in turn, so that the first wave shows what is wrong with one', () => {
    const [first] = wavesBy(plantsOf(10, 5, 5), [15, 100]);

    expect(first?.plants.map(({ targets }) => targets.map(circuitName))).toEqual([
      ['P001/C001'],
      ['P002/C001'],
      ['P003/C001'],
    ]);
  });

  it('leaves out waves that would be empty, and adds what the last percent leaves', () => {
    expect(sizes(wavesBy(plantsOf(2), [10, 50, 90, 100]))).toEqual([1, 1]);
    expect(sizes(wavesBy(plantsOf(4), [50]))).toEqual([2, 2]);
    expect(wavesBy([], [10, 100])).toEqual([]);
  });

  it('writes every target once, whatever the plants and the percents', () => {
    const percents = uniqueArray(integer({ min: 1, max: 100 }), {
      minLength: 1,
      maxLength: 6,
    }).map((some) => some.toSorted((a, b) => a - b));
    assert(
      property(array(integer({ min: 1, max: 25 }), { maxLength: 8 }), percents, (of, at) => {
        const plants = plantsOf(...of);
        const written = wavesBy(plants, at).flatMap((wave) =>
          wave.plants.flatMap(({ targets }) => targets.map(circuitName)),
        );

        expect(written.toSorted()).toEqual(
          plants.flatMap(({ targets }) => targets.map(circuitName)).toSorted(),
        );
      }),
    );
  });
});
