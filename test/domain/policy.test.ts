import { describe, expect, it } from '@jest/globals';
import { Policy } from '../../shared/domain/policy';
import { presetRules } from '../../shared/domain/policy/presets';
import { readPolicy } from '../../shared/domain/policy/readPolicy';
import type { RuleInput } from '../../shared/domain/policy/rule';
import { aPolicy } from '../support/builders';

const rule: RuleInput = {
  id: 'errors',
  title: 'Errors',
  metric: 'errorRate',
  breachedWhen: { with: 'limit', operator: '>', limit: 0.05 },
  overMinutes: 5,
  action: 'rollBack',
  urgency: 'immediate',
};

const problemsOf = (json: unknown) => {
  const reading = readPolicy(json);
  return reading.status === 'refused' ? reading.problems : [];
};

describe('a policy [A25]', () => {
  it('has a default for everything', () => {
    expect(aPolicy()).toMatchObject({
      triage: { windowSeconds: 60, confirmAttempts: 3, quietMinutes: 30 },
      evidence: { ingestionDelaySeconds: 120 },
      rules: presetRules('azureml-sensor'),
      blame: { releaseWithinMinutes: 240, minShareExplained: 0.9 },
      dependencies: { services: ['ServiceHealth', 'Resource Health'] },
      guards: { killSwitch: false, allowIrreversible: false, maxShareOfFleetWithoutApproval: 1 },
      escalation: { on: false },
      restore: { attempts: 2, writes: { burst: 25, perMinute: 25 } },
      watch: { modelMinutes: 60, environmentMinutes: 240 },
    });
  });

  it('keeps its other defaults when one number is given', () => {
    const { budgets, coolDownMinutes } = aPolicy({ guards: { coolDownMinutes: 5 } }).guards;

    expect({ budgets, coolDownMinutes }).toEqual({
      budgets: { perCircuitPerDay: 2 },
      coolDownMinutes: 5,
    });
  });

  it('starts from a preset, puts its own rules in place of those of the same id, and adds others', () => {
    const [first, ...rest] = presetRules('inflow');
    const own = { ...first!, title: 'Ours' };

    const { rules } = aPolicy({ preset: 'inflow', rules: [rule, own] });

    expect(rules).toEqual([own, ...rest, Policy.parse({ rules: [rule] }).rules[0]]);
  });

  it('leaves out what it is told to of a preset', () => {
    const { rules } = aPolicy({ preset: 'inflow', withoutRules: ['p99-relative'] });

    expect(rules.map(({ id }) => id)).toEqual(['error-rate-sustained', 'health-check']);
  });

  it('has no other rules than its own without a preset', () => {
    expect(aPolicy({ rules: [rule] }).rules.map(({ id }) => id)).toEqual(['errors']);
  });

  it.each([
    {},
    { withoutRules: ['alert-spike'] },
    { preset: 'sofare' },
    { preset: 'inflow', rules: [rule] },
    { rules: [rule] },
  ])('is the same when it is read again: %j', (written) => {
    const once = Policy.parse(written);

    expect(Policy.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  it('may freeze rollbacks, weekly and once', () => {
    const freezeWindows = [
      { repeats: 'weekly', from: 'Fri 16:00', to: 'Mon 06:00', reason: 'weekend' },
      {
        repeats: 'never',
        from: '2026-12-24T00:00:00.000Z',
        to: '2026-12-27T00:00:00.000Z',
        reason: 'shutdown',
      },
    ] as const;

    expect(aPolicy({ guards: { freezeWindows: [...freezeWindows] } }).guards.freezeWindows).toEqual(
      freezeWindows,
    );
  });

  it('takes contacts when it escalates', () => {
    const contacts = {
      'on-call-ml-engineer': 'pagerduty:P1',
      'ml-engineering-manager': 'mailto:ml@example.com',
      'devops-engineer': '+47 000',
    };

    expect(problemsOf({ escalation: { on: true }, contacts })).toEqual([]);
  });
});

describe('a bad policy is refused with path, found and expected', () => {
  it.each([
    [{ jobFailure: {} }, 'the document: found "jobFailure", which is not known here'],
    [
      { blame: { minShareExplained: 0.4 } },
      'blame.minShareExplained: found 0.4, expected at least 0.5',
    ],
    [{ triage: { windowSeconds: 0 } }, 'triage.windowSeconds: found 0, expected more than 0'],
    [{ restore: { attempts: '2' } }, 'restore.attempts: found "2", expected a number'],
    [{ restore: { attempts: 1.5 } }, 'restore.attempts: found 1.5, expected a whole number'],
    [{ guards: { killSwitch: 'no' } }, 'guards.killSwitch: found "no", expected true or false'],
    [{ guards: 5 }, 'guards: found 5, expected an object'],
    [
      { autonomy: { rules: { 'no-such-rule': 'auto' } } },
      'autonomy.rules["no-such-rule"]: found "no-such-rule", expected the id of a rule that holds',
    ],
    [
      { preset: 'sofari' },
      'preset: found "sofari", expected one of azureml-sensor, sofare, mlmonitoring, inflow, llm-orchestrator',
    ],
    [{ rules: [] }, 'rules: found no rule, expected at least one'],
    [
      { preset: 'inflow', withoutRules: ['error-rate-sustained', 'p99-relative', 'health-check'] },
      'withoutRules: found no rule, expected at least one',
    ],
    [
      { preset: 'inflow', withoutRules: ['p99'] },
      'withoutRules[0]: found p99, expected one of error-rate-sustained, p99-relative, health-check',
    ],
    [{ rules: [rule, rule] }, 'rules[1].id: found errors again, expected every id once'],
    [
      { rules: [{ ...rule, id: 'Errors!' }] },
      'rules[0].id: found "Errors!", expected lower case letters, digits and dashes',
    ],
    [{ rules: [{ ...rule, limit: 3 }] }, 'rules[0]: found "limit", which is not known here'],
    [
      { rules: [{ ...rule, minCircuits: 0 }] },
      'rules[0].minCircuits: found 0, expected more than 0',
    ],
    [
      { rules: [{ ...rule, metric: 'f2' }] },
      'rules[0].metric: found "f2", expected one of failedJobs, jobFailureRate, errorRate, successRate, anomalyRate, f1, p99Ms, drift, alertsPerHour, alert',
    ],
    [
      { rules: [{ ...rule, metric: 'alert' }] },
      'rules[0].action: found rollBack for an alert that nothing confirms, expected alert, restart or investigate: an alert alone never rolls back',
    ],
    [
      { drift: { low: 0.9 } },
      'drift: found {"low":0.9,"medium":0.2,"high":0.3,"critical":0.5}, expected scores that rise from low to critical',
    ],
    [
      {
        guards: {
          freezeWindows: [{ repeats: 'weekly', from: 'Friday', to: 'Mon 06:00', reason: 'r' }],
        },
      },
      'guards.freezeWindows[0].from: found "Friday", expected "Fri 16:00", UTC',
    ],
    ['policy', 'the document: found "policy", expected an object'],
  ])('%j', (written, problem) => {
    expect(problemsOf(written)).toEqual([problem]);
  });

  it.each<[Record<string, unknown>, RegExp]>([
    [{ metric: 'failedJobs', breachedWhen: 'baseline' }, /found baseline for failedJobs/],
    [{ breachedWhen: 'severity' }, /found severity for errorRate/],
    [{ breachedWhen: 'baseline', overMinutes: 61 }, /overMinutes: found a reach of 61 min/],
    [{ sustained: { minutes: 5, everyMinutes: 2 } }, /found 5 min in slots of 2 min/],
    [
      { sustained: { minutes: 5 }, consecutiveSamples: 3 },
      /found sustained and consecutiveSamples/,
    ],
    [{ settleMinutes: 31, withinMinutesOfDeploy: 30 }, /settleMinutes: found 31/],
    [{ metric: 'alertsPerHour', overMinutes: 30 }, /overMinutes: found 30, expected 60/],
    [
      { metric: 'alertsPerHour', overMinutes: 60, withinMinutesOfDeploy: 5 },
      /found for alertsPerHour, which is not measured by circuit/,
    ],
  ])('a rule that contradicts itself: %j', ({ breachedWhen, ...over }, problem) => {
    const comparisons = {
      baseline: { with: 'baseline', as: 'drop', operator: '>', limit: 0.1 },
      severity: { with: 'severity', atLeast: 'critical' },
    };
    const comparison = Object.entries(comparisons).find(([name]) => name === breachedWhen)?.[1];
    const written = { ...rule, ...over, ...(comparison && { breachedWhen: comparison }) };

    expect(problemsOf({ rules: [written] })).toEqual([expect.stringMatching(problem)]);
  });

  it.each([undefined, 'TBD', ' tbd ', ''])('an escalation to nobody: %j', (contact) => {
    const contacts = {
      ...(contact !== undefined && { 'on-call-ml-engineer': contact }),
      'ml-engineering-manager': 'mailto:ml@example.com',
      'devops-engineer': '+47 000',
    };
    const found = contact === undefined ? 'nobody' : JSON.stringify(contact);

    expect(problemsOf({ contacts })).toEqual([]);
    expect(problemsOf({ contacts, escalation: { on: true } })).toEqual([
      `contacts["on-call-ml-engineer"]: found ${found}, expected whom to call: escalation is on`,
    ]);
  });

  it('names all that is wrong', () => {
    expect(
      problemsOf({ triage: { windowSeconds: 0 }, sweep: { rolloutMinutes: -1 } }),
    ).toHaveLength(2);
  });
});
