import { describe, expect, it } from '@jest/globals';
import { latencies } from '../../../../../local/cloud/machineLearning/clock/latency';
import { seededRandom } from '../../../../../local/cloud/machineLearning/clock/random';

const draws = (seed: number, speed: number) => {
  const draw = latencies(seededRandom(seed), speed);
  return Array.from({ length: 200 }, () => draw('deploymentWrite'));
};

describe('latencies', () => {
  it('spreads a deployment write over 3 to 12 seconds', () => {
    const seconds = draws(1, 1).map((milliseconds) => milliseconds / 1000);

    expect(Math.min(...seconds)).toBeGreaterThanOrEqual(3);
    expect(Math.max(...seconds)).toBeLessThan(12);
    expect(Math.max(...seconds) - Math.min(...seconds)).toBeGreaterThan(8);
  });

  it('is the same series for the same seed, another for another', () => {
    expect(draws(7, 1)).toEqual(draws(7, 1));
    expect(draws(8, 1)).not.toEqual(draws(7, 1));
  });

  it('is divided by the speed', () => {
    expect(draws(7, 10)).toEqual(draws(7, 1).map((milliseconds) => milliseconds / 10));
  });
});
