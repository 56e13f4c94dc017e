import { describe, expect, it } from '@jest/globals';
import type {
  ProfileName,
  Scope,
} from '../../../../../local/cloud/machineLearning/throttle/profiles';
import { Throttle } from '../../../../../local/cloud/machineLearning/throttle/throttle';
import type { Claim } from '../../../../../local/cloud/machineLearning/throttle/throttle';

const aThrottle = (profile: ProfileName, speed = 1) => new Throttle({ speed, seed: 1, profile });

const claim = (scope: Scope, principalId = 'one', subscriptionId = 'production'): Claim => ({
  principalId,
  subscriptionId,
  scope,
});

function admitted(throttle: Throttle, scope: Scope, now = 0): number {
  let count = 0;
  while (throttle.admit(claim(scope, 'one'), now).result === 'admitted') {
    count += 1;
  }
  return count;
}

describe('Throttle', () => {
  it.each([
    { profile: 'arm', scope: 'reads', capacity: 250 },
    { profile: 'arm', scope: 'writes', capacity: 200 },
    { profile: 'arm', scope: 'deletes', capacity: 200 },
    { profile: 'arm', scope: 'deploymentWrites', capacity: 200 },
    { profile: 'provider', scope: 'deploymentWrites', capacity: 25 },
    { profile: 'provider', scope: 'writes', capacity: 200 },
    { profile: 'strict', scope: 'deploymentWrites', capacity: 5 },
  ] as const)('lets $capacity $scope through at once under $profile', (row) => {
    expect(admitted(aThrottle(row.profile), row.scope)).toBe(row.capacity);
  });

  it('gives the provider’s budget back at 25 a minute, and says when the next is there', () => {
    const throttle = aThrottle('provider');
    admitted(throttle, 'deploymentWrites');

    expect(throttle.admit(claim('deploymentWrites', 'one'), 0)).toEqual({
      result: 'throttled',
      scope: 'deploymentWrites',
      retryAfterSeconds: 3,
    });
    expect(admitted(throttle, 'deploymentWrites', 60_000)).toBe(25);
  });

  it('gives budgets back as many times as fast as the clock runs, and scales the wait with it', () => {
    const throttle = aThrottle('provider', 10);
    admitted(throttle, 'deploymentWrites');

    expect(throttle.admit(claim('deploymentWrites', 'one'), 0)).toMatchObject({
      retryAfterSeconds: 1,
    });
    expect(admitted(throttle, 'deploymentWrites', 6_000)).toBe(25);
  });

  it('keeps a budget for each principal', () => {
    const throttle = aThrottle('provider');
    admitted(throttle, 'deploymentWrites');

    expect(throttle.admit(claim('deploymentWrites', 'two'), 0).result).toBe('admitted');
  });

  it('keeps a budget for each subscription, whichever way its id is written', () => {
    const throttle = aThrottle('provider');
    admitted(throttle, 'deploymentWrites');
    const elsewhere = (subscriptionId: string) =>
      throttle.admit(claim('deploymentWrites', 'one', subscriptionId), 0).result;

    expect(elsewhere('PRODUCTION')).toBe('throttled');
    expect(elsewhere('test')).toBe('admitted');
  });

  it('counts what is left in the header of the budget that applies', () => {
    const provider = aThrottle('provider');

    expect(provider.admit(claim('deploymentWrites', 'one'), 0)).toEqual({
      result: 'admitted',
      headers: { 'x-ms-ratelimit-remaining-subscription-resource-requests': '24' },
    });
    expect(provider.admit(claim('writes', 'one'), 0)).toEqual({
      result: 'admitted',
      headers: { 'x-ms-ratelimit-remaining-subscription-writes': '199' },
    });
    expect(aThrottle('arm').admit(claim('deploymentWrites', 'one'), 0)).toEqual({
      result: 'admitted',
      headers: { 'x-ms-ratelimit-remaining-subscription-writes': '199' },
    });
  });

  it('limits nothing under the profile none', () => {
    const throttle = aThrottle('none');
    const results = Array.from(
      { length: 1000 },
      () => throttle.admit(claim('writes', 'one'), 0).result,
    );

    expect(new Set(results)).toEqual(new Set(['admitted']));
  });

  it('starts with full budgets after a change of profile', () => {
    const throttle = aThrottle('strict');
    admitted(throttle, 'deploymentWrites');
    throttle.use('strict');

    expect(admitted(throttle, 'deploymentWrites')).toBe(5);
  });

  it('troubles about a tenth of the calls in a storm, in all three ways, the same after each start', () => {
    const series = () => {
      const throttle = aThrottle('storm');
      return Array.from({ length: 1000 }, () => throttle.admit(claim('reads', 'one'), 0).result);
    };
    const troubled = series().filter((result) => result !== 'admitted');

    expect(series()).toEqual(series());
    expect(troubled.length).toBeGreaterThan(60);
    expect(troubled.length).toBeLessThan(140);
    expect(new Set(troubled)).toEqual(new Set(['throttled', 'unavailable', 'reset']));
  });
});
