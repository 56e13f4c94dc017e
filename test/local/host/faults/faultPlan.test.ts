import { describe, expect, it } from '@jest/globals';
import { readFaultPlan } from '../../../../local/host/faults/faultPlan';
import { storeFaults } from '../../../../local/host/faults/storeFaults';

describe('storeFaults', () => {
  it('make every transaction take longer', () => {
    const faults = storeFaults({ 'slow-store': 20 }, () => {});
    const began = performance.now();

    faults.beforeCommit?.('batch');
    faults.beforeCommit?.('timers');

    expect(performance.now() - began).toBeGreaterThanOrEqual(39);
  });

  it('let the process die around one transaction only', () => {
    const deaths: string[] = [];
    let commit = 0;
    const faults = storeFaults({ 'kill-before-commit': 2, 'kill-after-commit': 3 }, () => {
      deaths.push(`at ${commit}`);
    });

    for (commit = 1; commit <= 4; commit += 1) {
      faults.beforeCommit?.('batch');
      faults.afterCommit?.('batch');
    }

    expect(deaths).toEqual(['at 2', 'at 3']);
  });
});

describe('readFaultPlan', () => {
  it('reads what is to go wrong, and when', () => {
    expect(readFaultPlan('repeat-activity=3,slow-store=20')).toEqual({
      'repeat-activity': 3,
      'slow-store': 20,
    });
  });

  it.each(['crash', 'crash-before-activity=0', 'kill-after-commit=soon', 'earthquake=1'])(
    'refuses %s and says what there is',
    (text) => {
      expect(() => readFaultPlan(text)).toThrow(/^--faults .*Expected name=number.*slow-store/s);
    },
  );
});
