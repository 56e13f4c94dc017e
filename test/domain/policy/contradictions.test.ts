import { describe, expect, it } from '@jest/globals';
import { presetRules } from '../../../shared/domain/policy/presets';
import type { PresetName } from '../../../shared/domain/policy/presets';
import { evidenceOf, everyMinute, verdictOf } from '../../support/evidence';

const ruleOf = (preset: PresetName, id: string) =>
  presetRules(preset).find((rule) => rule.id === id);

describe('where the runbooks contradict each other, the presets', () => {
  it('keep each error rate with its own limit, time and consequence, and no number for all [T3]', () => {
    expect(ruleOf('sofare', 'canary-error-rate')).toMatchObject({
      breachedWhen: { operator: '>', limit: 0.01 },
      settleMinutes: 5,
    });
    expect(ruleOf('mlmonitoring', 'error-rate')).toMatchObject({
      breachedWhen: { operator: '>', limit: 0.05 },
      urgency: 'immediate',
    });
    expect(ruleOf('llm-orchestrator', 'error-rate')).toMatchObject({
      breachedWhen: { operator: '>', limit: 0.05 },
    });
    expect(ruleOf('inflow', 'error-rate-sustained')).toMatchObject({
      breachedWhen: { operator: '>', limit: 0.05 },
      sustained: { minutes: 5 },
    });
  });

  it('keep both p99 rules, of which one rolls back and the other only alerts [T4]', () => {
    expect(ruleOf('mlmonitoring', 'p99-post-deploy')).toMatchObject({
      breachedWhen: { with: 'limit', operator: '>', limit: 2000 },
      action: 'rollBack',
      urgency: 'immediate',
    });
    expect(ruleOf('inflow', 'p99-relative')).toMatchObject({
      breachedWhen: { with: 'baseline', as: 'times', operator: '>', limit: 2 },
      action: 'alert',
    });
  });

  it('take every error rate for a share of records, and none for errors a second [T5]', () => {
    const few = evidenceOf({ 'P001/C001': { metrics: everyMinute({ errors: 5, records: 5 }) } });
    const many = evidenceOf({
      'P001/C001': { metrics: everyMinute({ errors: 90, records: 10_000 }) },
    });
    const ask = { rule: 'error-rate' };

    expect(verdictOf({ preset: 'mlmonitoring' }, { ...ask, evidence: few }).answer).toBe(
      'breached',
    );
    // 90 errors a minute are more than one a second, and still less than one in a hundred.
    expect(verdictOf({ preset: 'mlmonitoring' }, { ...ask, evidence: many }).answer).toBe('ok');
    expect(ruleOf('sofare', 'canary-error-rate')?.minRecords).toBeGreaterThan(1);
  });
});
