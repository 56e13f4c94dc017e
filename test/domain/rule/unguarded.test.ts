import { describe, expect, it } from '@jest/globals';
import { unguarded } from '../../../shared/domain/rule/unguarded';
import { aFleet } from '../../support/builders';
import { c1, c2, c3, evidenceOf, everyMinute } from '../../support/evidence';

const fleet = aFleet({ plants: 2, circuits: 2 });
const whole = { errors: 1, records: 100, p99Ms: 300, drift: 0.1 };

describe('a circuit is unguarded [A26]', () => {
  it('when error rate, p99 or drift was not measured once', () => {
    const evidence = evidenceOf({
      'P001/C001': { metrics: everyMinute(whole) },
      'P001/C002': { metrics: everyMinute({ errors: 1, p99Ms: 300 }) },
      'P002/C001': { baseline: { p99Ms: 300, drift: 0.1 } },
    });

    expect(unguarded(fleet, evidence)).toEqual([
      { circuit: c2, missing: ['errorRate', 'drift'] },
      { circuit: c3, missing: ['errorRate'] },
      { circuit: { plant: 'P002', circuit: 'C002' }, missing: ['errorRate', 'p99Ms', 'drift'] },
    ]);
  });

  it('and is not when all were measured', () => {
    const small = aFleet({ plants: 1, circuits: 1 });

    expect(unguarded(small, evidenceOf({ 'P001/C001': { metrics: everyMinute(whole) } }))).toEqual(
      [],
    );
    expect(unguarded(small, evidenceOf({}))?.[0]?.circuit).toEqual(c1);
  });

  it('is not known when metrics could not be asked for', () => {
    const metrics = { answer: 'unknown' as const, reason: 'an empty answer' };

    expect(unguarded(fleet, { ...evidenceOf({}), metrics })).toBeUndefined();
  });
});
