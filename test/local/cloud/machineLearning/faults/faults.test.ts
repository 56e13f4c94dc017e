import { describe, expect, it } from '@jest/globals';
import { Faults } from '../../../../../local/cloud/machineLearning/faults/faults';
import type { FaultRule } from '../../../../../local/cloud/machineLearning/faults/rule';

const call = {
  method: 'PUT',
  path: '/subscriptions/s/batchEndpoints/plant-1/deployments/C001',
  principal: { objectId: 'id-1', name: 'app', roles: [] },
};

function faultsWith(...rules: FaultRule[]): Faults {
  const faults = new Faults();
  faults.arm(rules);
  return faults;
}

const reset = { reset: true } as const;

describe('Faults', () => {
  it.each<{ match: FaultRule['match']; hits: boolean }>([
    { match: {}, hits: true },
    { match: { method: 'put' }, hits: true },
    { match: { method: 'GET' }, hits: false },
    { match: { pathPattern: '/DEPLOYMENTS/c001' }, hits: true },
    { match: { pathPattern: 'c002' }, hits: false },
    { match: { pathPattern: '*/deployments/C00*' }, hits: true },
    { match: { pathPattern: '*/deployments' }, hits: false },
    { match: { pathPattern: '*.deployments.*' }, hits: false },
    { match: { principal: 'app' }, hits: true },
    { match: { principal: 'id-1' }, hits: true },
    { match: { principal: 'id-2' }, hits: false },
    { match: { method: 'PUT', principal: 'id-2' }, hits: false },
  ])('with $match, hitting is $hits', ({ match, hits }) => {
    expect(faultsWith({ match, effect: reset }).strike(call)).toEqual(hits ? reset : undefined);
  });

  it('is spent after as many calls as it was armed for, and then lets the next rule act', () => {
    const delay = { delaySeconds: 1 };
    const faults = faultsWith(
      { match: {}, times: 2, effect: reset },
      { match: {}, times: 1, effect: delay },
    );

    const struck = Array.from({ length: 4 }, () => faults.strike(call));

    expect(struck).toEqual([reset, reset, delay, undefined]);
    expect(faults.rules()).toEqual([]);
  });

  it('does not use up a rule about operations on a read', () => {
    const faults = faultsWith({ match: {}, times: 1, effect: { operation: 'fail' } });

    expect(faults.strike({ ...call, method: 'GET' })).toBeUndefined();
    expect(faults.strike(call)).toEqual({ operation: 'fail' });
  });

  it('shows what is left of each rule', () => {
    const faults = faultsWith({ match: {}, times: 3, effect: reset });
    faults.strike(call);

    expect(faults.rules()).toEqual([{ match: {}, times: 2, effect: reset }]);
  });
});
