import { describe, expect, it } from '@jest/globals';
import type { RuleInput } from '../../../shared/domain/policy/rule';
import { c1, c2, c3, evidenceOf, everyMinute, minutesAgo, verdictOf } from '../../support/evidence';

const failures: RuleInput = {
  id: 'failures',
  title: 'Jobs fail',
  metric: 'failedJobs',
  breachedWhen: { with: 'limit', operator: '>', limit: 0 },
  overMinutes: 30,
  minCircuits: 2,
  action: 'rollBack',
  urgency: 'immediate',
};
const errors: RuleInput = {
  ...failures,
  id: 'errors',
  metric: 'errorRate',
  breachedWhen: { with: 'limit', operator: '>', limit: 0.05 },
  minCircuits: 1,
};
const degraded: RuleInput = {
  ...errors,
  id: 'degraded',
  metric: 'f1',
  breachedWhen: { with: 'baseline', as: 'worseBy', operator: '>', limit: 0.2 },
};

type Measured = Parameters<typeof evidenceOf>[0];
const ask = (rule: RuleInput, measured: Measured, over = {}) =>
  verdictOf({ rules: [rule] }, { rule: rule.id, evidence: evidenceOf(measured), ...over });
const job = (minutes: number, failed: number, finished = 1) => ({
  at: minutesAgo(minutes),
  failed,
  finished,
});
const bad = { errors: 10, records: 100 };
const good = { errors: 1, records: 100 };

describe('what a rule says of the fleet', () => {
  it('is a sentence with the value, the operator and the limit [A10]', () => {
    const failing = Object.fromEntries(
      Array.from({ length: 41 }, (_, index) => [`P001/C${index}`, { jobs: [job(5, 1)] }]),
    );

    expect(ask(failures, failing)).toMatchObject({
      answer: 'breached',
      sentence: 'job failures 41 circuits > 1 circuit in 30 min',
    });
    expect(ask(failures, { 'P001/C001': { jobs: [job(5, 1)] } })).toMatchObject({
      answer: 'ok',
      sentence: 'job failures 1 circuit, not more than 1 circuit in 30 min',
    });
  });

  it.each([
    {
      what: 'one circuit',
      measured: { 'P001/C001': { metrics: everyMinute(bad) } },
      sentence: 'error rate > 5 % on P001/C001 (10 %) in 30 min',
    },
    {
      what: 'the worst of several circuits',
      measured: {
        'P001/C001': { metrics: everyMinute(bad) },
        'P001/C002': { metrics: everyMinute({ errors: 1, records: 3 }) },
        'P002/C001': { metrics: everyMinute(good) },
      },
      sentence: 'error rate > 5 % on P001/C002 (33.33 %) and 1 more in 30 min',
    },
    {
      what: 'no circuit',
      measured: { 'P001/C001': { metrics: everyMinute(good) } },
      sentence: 'error rate > 5 % on none of 1 circuit in 30 min',
    },
    {
      what: 'circuits it could not measure',
      measured: { 'P001/C001': { metrics: everyMinute(good, { from: 90, to: 60 }) } },
      sentence:
        'error rate > 5 % unknown in 30 min: 1 circuit not measured well enough (0 samples, expected at least 1)',
    },
  ])('names $what', ({ measured, sentence }) => {
    expect(ask(errors, measured).sentence).toBe(sentence);
  });

  it.each([
    {
      rule: { ...degraded, minCircuits: 2 },
      sentence: 'F1 worse by > 20 % on 2 circuits > 1 circuit in 30 min',
    },
    {
      rule: { ...degraded, sustained: { minutes: 5 } },
      sentence: 'F1 worse by > 20 % on P001/C001 (0.5) and 1 more for 5 min',
    },
    {
      rule: { ...degraded, consecutiveSamples: 3 },
      sentence: 'F1 worse by > 20 % on P001/C001 (0.5) and 1 more 3 times in a row',
    },
    {
      rule: { ...degraded, sampled: { forMinutes: 5, failureLimit: 3 } },
      sentence: 'F1 worse by > 20 % on P001/C001 (0.5) and 1 more more than 3 times in 5 min',
    },
  ])('says how long it took: $sentence', ({ rule, sentence }) => {
    const one = { metrics: everyMinute({ f1: 0.5 }, { from: 40 }), baseline: { f1: 0.9 } };

    expect(ask(rule, { 'P001/C001': one, 'P001/C002': one }).sentence).toBe(sentence);
  });

  it('is unknown when those that could not be measured might tip it, and not when enough breach', () => {
    const silent = { metrics: everyMinute(good, { from: 90, to: 60 }) };
    const breaching = { metrics: everyMinute(bad) };
    const healthy = { metrics: everyMinute(good) };
    const two = { ...errors, minCircuits: 2 };

    const answers = [
      { 'P001/C001': breaching, 'P001/C002': silent },
      { 'P001/C001': healthy, 'P001/C002': silent },
      { 'P001/C001': breaching, 'P001/C002': silent, 'P002/C001': breaching },
      { 'P001/C001': breaching, 'P001/C002': healthy },
    ].map((measured) => ask(two, measured).answer);

    expect(answers).toEqual(['unknown', 'ok', 'breached', 'ok']);
  });

  it('is unknown when the query was not answered, with the reason', () => {
    const evidence = {
      ...evidenceOf({}),
      jobs: { answer: 'unknown' as const, reason: 'partial result: too much' },
    };

    expect(verdictOf({ rules: [failures] }, { rule: 'failures', evidence })).toEqual({
      rule: 'failures',
      answer: 'unknown',
      sentence: 'job failures unknown in 30 min: partial result: too much',
      circuits: [],
    });
  });

  it('is unknown when nothing was measured: silence is no sign of health', () => {
    expect(ask(failures, {}).answer).toBe('unknown');
    expect(ask(errors, {}).answer).toBe('unknown');
    expect(ask(failures, { 'P001/C001': { jobs: [job(31, 1)] } }).answer).toBe('unknown');
  });

  it('counts distinct alerts, and is unknown where nobody did', () => {
    const spike: RuleInput = {
      ...errors,
      id: 'spike',
      metric: 'alertsPerHour',
      overMinutes: 60,
      breachedWhen: { with: 'limit', operator: '>', limit: 10 },
    };

    expect(ask(spike, {}, { alertsLastHour: 11 }).answer).toBe('breached');
    expect(ask(spike, {}, { alertsLastHour: 10 }).answer).toBe('ok');
    expect(ask(spike, {}, { alertsLastHour: undefined }).answer).toBe('unknown');
  });
});

describe('what a rule says of a circuit', () => {
  it('rests on numbers: value, baseline, samples, and since when', () => {
    const one = {
      metrics: [...everyMinute({ f1: 0.91 }, { from: 40, to: 31 }), ...everyMinute({ f1: 0.6 })],
      baseline: { f1: 0.9 },
    };

    expect(ask(degraded, { 'P001/C001': one }).circuits).toEqual([
      {
        ...c1,
        answer: 'breached',
        value: 0.6,
        baseline: 0.9,
        samples: 10,
        since: minutesAgo(10),
      },
    ]);
  });

  it('dates a breach from the start of the last run of breaching samples, also before the window', () => {
    const metrics = [
      ...everyMinute(bad, { from: 90, to: 80 }),
      ...everyMinute(good, { from: 79, to: 71 }),
      ...everyMinute(bad, { from: 70, to: 5 }),
    ];

    expect(ask(errors, { 'P001/C001': { metrics } }).circuits[0]?.since).toBe(minutesAgo(70));
  });

  it('dates failing jobs from the first that failed since one completed', () => {
    const jobs = [job(200, 1), job(150, 0), job(100, 1), job(50, 2, 2), job(5, 1)];

    expect(ask(failures, { 'P001/C001': { jobs } }).circuits[0]).toMatchObject({
      answer: 'breached',
      value: 1,
      since: minutesAgo(100),
    });
  });

  it.each([
    { what: 'too few samples', rule: { minSamples: 3 }, reason: '2 samples, expected at least 3' },
    {
      what: 'too few records [A22]',
      rule: { minRecords: 201 },
      reason: '200 records, expected at least 201',
    },
    {
      what: 'a slot that was not measured',
      rule: { sustained: { minutes: 5 } },
      reason: '3 of 5 slots of 1 min not measured',
    },
    {
      what: 'too few samples in a row',
      rule: { consecutiveSamples: 3 },
      reason: '2 samples, expected 3 in a row',
    },
    {
      what: 'too few measurements',
      rule: { sampled: { forMinutes: 5, failureLimit: 3 }, overMinutes: 1 },
      reason: '0 samples, expected at least 1',
    },
  ])('is unknown with $what, never ok', ({ rule, reason }) => {
    const metrics = everyMinute(bad, { from: 2 });

    expect(ask({ ...errors, ...rule }, { 'P001/C001': { metrics } }).circuits[0]).toMatchObject({
      answer: 'unknown',
      reason,
    });
  });

  it.each([
    { what: 'no baseline', baseline: undefined, reason: 'no baseline to compare with' },
    { what: 'a baseline of zero', baseline: { f1: 0 }, reason: 'no baseline to compare with' },
  ])('is unknown against $what [A23]', ({ baseline, reason }) => {
    const measured = { metrics: everyMinute({ f1: -0.5 }), ...(baseline && { baseline }) };

    expect(ask(degraded, { 'P001/C001': measured }).circuits[0]).toMatchObject({
      answer: 'unknown',
      value: -0.5,
      reason,
    });
  });

  it('says why there is no baseline when the question about it was not answered', () => {
    const evidence = evidenceOf({ 'P001/C001': { metrics: everyMinute({ f1: 0.5 }) } });
    const metrics = { ...evidence.metrics, baselineUnknown: 'an empty answer' };
    const asked = { rule: 'degraded', evidence: { ...evidence, metrics } };

    expect(verdictOf({ rules: [degraded] }, asked).circuits[0]?.reason).toBe('an empty answer');
  });

  it('is nothing where the circuit was never measured, and unknown where it fell silent', () => {
    const { circuits } = ask(errors, {
      'P001/C001': { metrics: everyMinute({ f1: 1 }) },
      'P001/C002': { baseline: { errorRate: 0.01 } },
      'P002/C001': { metrics: everyMinute(good, { from: 90, to: 80 }) },
    });

    expect(circuits).toMatchObject([
      { ...c2, answer: 'unknown' },
      { ...c3, answer: 'unknown' },
    ]);
  });

  it.each([
    { minutes: 30, answer: 'breached' },
    { minutes: 31, answer: 'unknown' },
  ])('is told from the last 30 min: $minutes minutes ago are $answer [A22]', (given) => {
    const metrics = [{ at: minutesAgo(given.minutes), ...bad }];

    expect(ask(errors, { 'P001/C001': { metrics } }).answer).toBe(given.answer);
  });

  it('is told from what came after the deploy alone, for a rule about deploys', () => {
    const rule = { ...errors, withinMinutesOfDeploy: 30 };
    const metrics = [
      ...everyMinute(bad, { from: 25, to: 11 }),
      ...everyMinute(good, { from: 10, to: 1 }),
    ];
    const deployed = (minutes: number) => ({
      releases: [
        { at: minutesAgo(minutes), circuits: [c1] },
        { at: minutesAgo(600), circuits: [c1] },
      ],
    });

    expect(ask(rule, { 'P001/C001': { metrics } }, deployed(10)).answer).toBe('ok');
    expect(ask(rule, { 'P001/C001': { metrics } }, deployed(20)).answer).toBe('breached');
    expect(ask(rule, { 'P001/C001': { metrics } }, deployed(30)).answer).toBe('breached');
    expect(ask(rule, { 'P001/C001': { metrics } }, deployed(31))).toMatchObject({
      answer: 'ok',
      circuits: [],
    });
  });

  it('waits until a circuit has settled after its deploy', () => {
    const rule = { ...errors, settleMinutes: 5 };
    const measured = { 'P001/C001': { metrics: everyMinute(bad) } };
    const deployed = (minutes: number) => ({
      releases: [{ at: minutesAgo(minutes), circuits: [c1] }],
    });

    expect(ask(rule, measured).answer).toBe('breached');
    expect(ask(rule, measured, deployed(5)).answer).toBe('breached');
    expect(ask(rule, measured, deployed(4.99)).circuits).toEqual([]);
  });

  it('does not look past now, whatever the evidence reaches to', () => {
    const metrics = [...everyMinute(good, { from: 10, to: 6 }), ...everyMinute(bad, { from: 5 })];
    const over = { now: minutesAgo(6) };

    expect(ask(errors, { 'P001/C001': { metrics } }, over).answer).toBe('ok');
  });
});
