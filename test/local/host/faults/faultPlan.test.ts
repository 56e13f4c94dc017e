import { describe, expect, it } from '@jest/globals';
import { readFaultPlan } from '../../../../local/host/faults/faultPlan';

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
