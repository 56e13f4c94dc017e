import { describe, expect, it } from '@jest/globals';
import type { Baseline, JobSample, MetricSample } from '../../../shared/domain/evidence/samples';
import { PresetName, presetRules } from '../../../shared/domain/policy/presets';
import type { PresetName as Preset } from '../../../shared/domain/policy/presets';
import { aPolicy } from '../../support/builders';
import { c1, evidenceOf, everyMinute, minutesAgo, verdictOf } from '../../support/evidence';

type One = {
  preset: Preset;
  rule: string;
  metrics?: MetricSample[];
  jobs?: JobSample[];
  baseline?: Baseline;
  deployedMinutesAgo?: number;
};

/** What a rule of a preset says when one circuit, or several alike, are measured so. */
function answerOf(
  { preset, rule, deployedMinutesAgo, ...measured }: One,
  circuits: readonly string[] = ['P001/C001'],
) {
  const evidence = evidenceOf(Object.fromEntries(circuits.map((name) => [name, measured])));
  const releases =
    deployedMinutesAgo === undefined
      ? []
      : [{ at: minutesAgo(deployedMinutesAgo), circuits: [c1] }];
  return verdictOf({ preset }, { rule, evidence, releases }).answer;
}

const two = ['P001/C001', 'P002/C001'];
const rate = (errors: number, records: number, span = {}) => everyMinute({ errors, records }, span);
const ruleOf = (preset: Preset, id: string) => presetRules(preset).find((one) => one.id === id);

describe('the preset azureml-sensor', () => {
  const preset = 'azureml-sensor';
  const failed: JobSample[] = [{ at: minutesAgo(5), failed: 1, finished: 1 }];

  it('is what a policy without rules starts from', () => {
    expect(aPolicy().rules).toEqual(presetRules(preset));
  });

  it('[A01] asks for failed jobs on 2 circuits: one does not fire', () => {
    const rule = 'batch-failures-multi';

    expect(answerOf({ preset, rule, jobs: failed })).toBe('ok');
    expect(answerOf({ preset, rule, jobs: failed }, two)).toBe('breached');
    expect(ruleOf(preset, rule)).toMatchObject({ action: 'rollBack', suspect: 'environment' });
  });

  it.each([
    { f1: 0.73, answer: 'ok' },
    { f1: 0.72, answer: 'ok' },
    { f1: 0.719, answer: 'breached' },
  ])(
    '[A02] calls several circuits degraded above 20 %: of 0.9, $f1 is $answer',
    ({ f1, answer }) => {
      const rule = 'degradation-multi';
      const measured = { metrics: everyMinute({ f1 }), baseline: { f1: 0.9 } };

      expect(answerOf({ preset, rule, ...measured }, two)).toBe(answer);
      expect(answerOf({ preset, rule, ...measured })).toBe('ok');
      expect(ruleOf(preset, rule)).toMatchObject({ action: 'rollBack', suspect: 'environment' });
    },
  );

  it('[A03] takes scoring errors on several circuits for the environment', () => {
    const rule = 'scoring-errors';

    expect(answerOf({ preset, rule, metrics: rate(5, 100) }, two)).toBe('ok');
    expect(answerOf({ preset, rule, metrics: rate(6, 100) }, two)).toBe('breached');
    expect(ruleOf(preset, rule)).toMatchObject({ action: 'rollBack', suspect: 'environment' });
  });

  it.each([
    { alerts: 10, answer: 'ok', sentence: '10 alerts in an hour, not > 10' },
    { alerts: 11, answer: 'breached', sentence: '11 alerts > 10 in an hour' },
  ])('[A04] takes $alerts alerts in an hour for $answer', ({ alerts, ...expected }) => {
    const asked = { rule: 'alert-spike', evidence: evidenceOf({}), alertsLastHour: alerts };

    expect(verdictOf({ preset }, asked)).toMatchObject(expected);
  });

  it.each([
    { f1: 0.72, answer: 'ok' },
    { f1: 0.719, answer: 'breached' },
  ])('[A05] suspects the model of a single circuit that degrades: $f1 is $answer', (given) => {
    const rule = 'single-circuit-degraded';
    const measured = { metrics: everyMinute({ f1: given.f1 }), baseline: { f1: 0.9 } };

    expect(answerOf({ preset, rule, ...measured })).toBe(given.answer);
    expect(ruleOf(preset, rule)).toMatchObject({ action: 'rollBack', suspect: 'model' });
  });

  it('[A06] suspects the model of a single circuit with prediction errors', () => {
    const rule = 'single-model-prediction-errors';

    expect(answerOf({ preset, rule, metrics: rate(5, 100) })).toBe('ok');
    expect(answerOf({ preset, rule, metrics: rate(6, 100) })).toBe('breached');
    expect(ruleOf(preset, rule)).toMatchObject({ action: 'rollBack', suspect: 'model' });
  });

  it.each([
    { failed: 1, finished: 3, answer: 'ok' },
    { failed: 2, finished: 4, answer: 'breached' },
    { failed: 3, finished: 3, answer: 'breached' },
    { failed: 2, finished: 2, answer: 'unknown' },
  ])(
    'suspects the model of a single circuit whose jobs fail: $failed of $finished are $answer',
    ({ answer, ...counts }) => {
      const rule = 'single-circuit-failures';

      expect(answerOf({ preset, rule, jobs: [{ at: minutesAgo(5), ...counts }] })).toBe(answer);
      expect(ruleOf(preset, rule)).toMatchObject({ action: 'rollBack', suspect: 'model' });
    },
  );
});

describe('the preset sofare', () => {
  const preset = 'sofare';

  it.each([
    { errors: 10, ago: 5, answer: 'ok' },
    { errors: 11, ago: 5, answer: 'breached' },
    { errors: 11, ago: 299 / 60, answer: 'ok' },
  ])(
    'judges a canary 300 s after its release: $errors errors of 1000, $ago min after, are $answer',
    ({ errors, ago, answer }) => {
      const metrics = rate(errors, 1000, { from: 4 });

      expect(
        answerOf({ preset, rule: 'canary-error-rate', metrics, deployedMinutesAgo: ago }),
      ).toBe(answer);
      expect(ruleOf(preset, 'canary-error-rate')).toMatchObject({
        failsRelease: true,
        action: 'rollBack',
        breachedWhen: { operator: '>', limit: 0.01 },
        overMinutes: 5,
      });
    },
  );

  it.each([
    { drift: 0.49, answer: 'ok' },
    { drift: 0.5, answer: 'breached' },
  ])('[A08] rolls back for critical drift alone: $drift is $answer', ({ drift, answer }) => {
    expect(answerOf({ preset, rule: 'drift-critical', metrics: everyMinute({ drift }) })).toBe(
      answer,
    );
  });

  it('[A08] takes the score from which drift is critical from the policy', () => {
    const evidence = evidenceOf({ 'P001/C001': { metrics: everyMinute({ drift: 6 }) } });
    const policy = { preset, drift: { low: 2, medium: 3, high: 5, critical: 7 } } as const;

    expect(verdictOf(policy, { rule: 'drift-critical', evidence }).answer).toBe('ok');
  });

  it.each([
    { f1: 0.72, answer: 'ok' },
    { f1: 0.719, answer: 'breached' },
  ])(
    '[A09] calls performance degraded when more than 0.1 worse: of 0.8, $f1 is $answer',
    (given) => {
      const measured = { metrics: everyMinute({ f1: given.f1 }), baseline: { f1: 0.8 } };

      expect(answerOf({ preset, rule: 'performance-degradation', ...measured })).toBe(given.answer);
    },
  );

  it.each([
    { errors: 10, badMinutes: 4, answer: 'ok' },
    { errors: 11, badMinutes: 3, answer: 'ok' },
    { errors: 11, badMinutes: 4, answer: 'breached' },
  ])(
    '[A11] lets 3 samples fail and fires at the 4th: $badMinutes with $errors errors of 1000 are $answer',
    ({ errors, badMinutes, answer }) => {
      const rule = presetRules(preset).find(({ id }) => id === 'success-rate')!;
      const metrics = [
        ...rate(0, 1000, { from: 20, to: badMinutes + 1 }),
        ...rate(errors, 1000, { from: badMinutes }),
      ];
      const evidence = evidenceOf({ 'P001/C001': { metrics } });
      // Over one minute each, so that a bad minute fails one sample and not five.
      const policy = { rules: [{ ...rule, overMinutes: 1 }] };

      expect(verdictOf(policy, { rule: 'success-rate', evidence }).answer).toBe(answer);
    },
  );

  it('[A11] takes a sample every minute, over five minutes, and wants 0.99 of it to succeed', () => {
    expect(ruleOf(preset, 'success-rate')).toMatchObject({
      metric: 'successRate',
      breachedWhen: { operator: '<', limit: 0.99 },
      overMinutes: 5,
      sampled: { everyMinutes: 1, failureLimit: 3 },
    });
    expect(answerOf({ preset, rule: 'success-rate', metrics: rate(10, 1000, { from: 20 }) })).toBe(
      'ok',
    );
    expect(answerOf({ preset, rule: 'success-rate', metrics: rate(11, 1000, { from: 20 }) })).toBe(
      'breached',
    );
  });
});

describe('the preset mlmonitoring', () => {
  const preset = 'mlmonitoring';
  const usual = { f1: 0.9, anomalyRate: 0.01 };

  it.each([
    { f1: 0.85, ago: 20, answer: 'ok' },
    { f1: 0.849, ago: 20, answer: 'breached' },
    { f1: 0.849, ago: 30, answer: 'breached' },
    { f1: 0.849, ago: 31, answer: 'ok' },
  ])(
    '[A12] fires for an F1 down by more than 0.05 within 30 min of a deploy: $f1 of 0.9 after $ago min is $answer',
    ({ f1, ago, answer }) => {
      const one = { preset, rule: 'f1-drop', baseline: usual, deployedMinutesAgo: ago } as const;

      expect(answerOf({ ...one, metrics: everyMinute({ f1 }) })).toBe(answer);
      expect(ruleOf(preset, 'f1-drop')).toMatchObject({ urgency: 'immediate', action: 'rollBack' });
    },
  );

  it.each([
    { p99Ms: 2000, ago: 30, answer: 'ok' },
    { p99Ms: 2001, ago: 30, answer: 'breached' },
    { p99Ms: 2001, ago: 31, answer: 'ok' },
  ])(
    '[A13] fires for a p99 above 2 s within 30 min of a deploy: $p99Ms ms after $ago min is $answer',
    ({ p99Ms, ago, answer }) => {
      const one = { preset, rule: 'p99-post-deploy', deployedMinutesAgo: ago } as const;

      expect(answerOf({ ...one, metrics: everyMinute({ p99Ms }) })).toBe(answer);
      expect(ruleOf(preset, 'p99-post-deploy')?.urgency).toBe('immediate');
    },
  );

  it.each([
    { errors: 50, answer: 'ok' },
    { errors: 51, answer: 'breached' },
  ])('[A14] fires above 5 % errors at once: $errors of 1000 are $answer', ({ errors, answer }) => {
    const metrics = rate(errors, 1000, { from: 1 });

    expect(answerOf({ preset, rule: 'error-rate', metrics })).toBe(answer);
    expect(ruleOf(preset, 'error-rate')).toMatchObject({
      urgency: 'immediate',
      action: 'rollBack',
    });
  });

  it.each([
    { anomalies: 30, answer: 'ok' },
    { anomalies: 31, answer: 'breached' },
  ])(
    '[A16] investigates above 3 times the usual anomalies: $anomalies of 1000 are $answer',
    ({ anomalies, answer }) => {
      const metrics = everyMinute({ anomalies, records: 1000 });

      expect(answerOf({ preset, rule: 'anomaly-rate', metrics, baseline: usual })).toBe(answer);
      expect(ruleOf(preset, 'anomaly-rate')).toMatchObject({
        action: 'investigate',
        urgency: 'investigateFirst',
      });
    },
  );
});

describe('the preset inflow', () => {
  const preset = 'inflow';

  it.each([
    { errors: 50, minutes: 5, answer: 'ok' },
    { errors: 51, minutes: 5, answer: 'breached' },
    { errors: 51, minutes: 4, answer: 'ok' },
  ])(
    '[A15] [A22] rolls back after 5 minutes above 5 %: $minutes minutes with $errors errors of 1000 are $answer',
    ({ errors, minutes, answer }) => {
      const metrics = [
        ...rate(0, 1000, { from: 10, to: minutes + 1 }),
        ...rate(errors, 1000, { from: minutes }),
      ];

      expect(answerOf({ preset, rule: 'error-rate-sustained', metrics })).toBe(answer);
      expect(ruleOf(preset, 'error-rate-sustained')?.action).toBe('rollBack');
    },
  );

  it('[A15] cannot tell when one of the 5 minutes was not measured', () => {
    const metrics = rate(100, 1000, { from: 5 }).filter((_, index) => index !== 2);

    expect(answerOf({ preset, rule: 'error-rate-sustained', metrics })).toBe('unknown');
  });

  it.each([
    { p99Ms: 1000, minutes: 10, answer: 'ok' },
    { p99Ms: 1001, minutes: 10, answer: 'breached' },
    { p99Ms: 1001, minutes: 9, answer: 'ok' },
  ])(
    '[A17] alerts, and no more, after 10 minutes above twice the usual p99: $minutes minutes at $p99Ms ms are $answer',
    ({ p99Ms, minutes, answer }) => {
      const metrics = [
        ...everyMinute({ p99Ms: 500 }, { from: 20, to: minutes + 1 }),
        ...everyMinute({ p99Ms }, { from: minutes }),
      ];

      expect(answerOf({ preset, rule: 'p99-relative', metrics, baseline: { p99Ms: 500 } })).toBe(
        answer,
      );
      expect(ruleOf(preset, 'p99-relative')?.action).toBe('alert');
    },
  );

  it.each([
    { failures: 2, answer: 'ok' },
    { failures: 3, answer: 'breached' },
  ])('[A18] restarts after 3 failed checks in a row: $failures are $answer', (given) => {
    const jobs = [
      { at: minutesAgo(90), failed: 0, finished: 1 },
      ...Array.from({ length: given.failures }, (_, index) => ({
        at: minutesAgo(60 - index * 15),
        failed: 1,
        finished: 1,
      })),
    ];

    expect(answerOf({ preset, rule: 'health-check', jobs })).toBe(given.answer);
    expect(ruleOf(preset, 'health-check')?.action).toBe('restart');
  });
});

describe('the preset llm-orchestrator', () => {
  const preset = 'llm-orchestrator';

  it.each([
    { errors: 50, answer: 'ok' },
    { errors: 51, answer: 'breached' },
  ])('[A14] rolls back above 5 % errors: $errors of 1000 are $answer', ({ errors, answer }) => {
    expect(answerOf({ preset, rule: 'error-rate', metrics: rate(errors, 1000) })).toBe(answer);
  });

  it.each([
    'crash-loop',
    'dependency-failures',
    'user-reports',
    'failed-health-checks',
    'resource-exhaustion',
  ])('[A20] takes an alert called %s for what it says, and looks into it', (name) => {
    const asked = { rule: name, evidence: evidenceOf({}) };
    const firing = [{ alertRule: name.toUpperCase(), circuits: [c1] }];

    expect(verdictOf({ preset }, asked)).toMatchObject({ answer: 'ok', circuits: [] });
    expect(verdictOf({ preset }, { ...asked, firing })).toMatchObject({
      answer: 'breached',
      sentence: `alert ${name} fires on P001/C001`,
      circuits: [{ ...c1, answer: 'breached' }],
    });
    expect(ruleOf(preset, name)?.action).toBe('investigate');
  });
});

describe('presets', () => {
  it.each([
    { rule: 'azureml-sensor/batch-failures-multi', limit: 0, minCircuits: 2 },
    { rule: 'azureml-sensor/degradation-multi', limit: 0.2, minCircuits: 2 },
    { rule: 'azureml-sensor/alert-spike', limit: 10, overMinutes: 60 },
    { rule: 'sofare/canary-error-rate', limit: 0.01, settleMinutes: 5, overMinutes: 5 },
    { rule: 'sofare/performance-degradation', limit: 0.1 },
    { rule: 'sofare/success-rate', limit: 0.99, overMinutes: 5 },
    { rule: 'mlmonitoring/f1-drop', limit: 0.05, withinMinutesOfDeploy: 30 },
    { rule: 'mlmonitoring/p99-post-deploy', limit: 2000, withinMinutesOfDeploy: 30 },
    { rule: 'mlmonitoring/error-rate', limit: 0.05 },
    { rule: 'mlmonitoring/anomaly-rate', limit: 3 },
    { rule: 'inflow/error-rate-sustained', limit: 0.05, sustained: { minutes: 5 } },
    { rule: 'inflow/p99-relative', limit: 2, sustained: { minutes: 10 } },
    { rule: 'inflow/health-check', limit: 1, consecutiveSamples: 3 },
    { rule: 'llm-orchestrator/error-rate', limit: 0.05 },
  ])('[A27] have the numbers of their runbooks: $rule', ({ rule, limit, ...numbers }) => {
    const [preset, id = ''] = rule.split('/');

    const found = ruleOf(PresetName.parse(preset), id);

    expect(found).toMatchObject({ breachedWhen: { limit }, ...numbers });
  });
});
