import { describe, expect, it } from '@jest/globals';
import { evidenceFrom } from '../../../shared/domain/evidence/evidenceFrom';
import { needsOf } from '../../../shared/domain/evidence/needsOf';
import { Evidence } from '../../../shared/domain/evidence/samples';
import { aFleet, aPolicy, start } from '../../support/builders';
import { c1, c2, minutesAgo } from '../../support/evidence';
import { seeded, shuffled } from '../../support/random';
import { randomRows } from '../../support/telemetryRows';

const ask = { fleet: aFleet(), since: minutesAgo(60), asOf: start };
const ours = {
  endpoint_name: 'batch-endpoint-plant-P001',
  deployment_name: 'deployment-circuit-C001',
};
const job = (minutes: number, status: string, more: object = {}) => ({
  ...ours,
  TimeGenerated: minutesAgo(minutes),
  job_id: 'a',
  status,
  ...more,
});
const metric = (minutes: number, more: object) => ({
  ...ours,
  TimeGenerated: minutesAgo(minutes),
  ...more,
});

const circuitsOfJobs = (...jobs: unknown[]) => {
  const { jobs: answer } = evidenceFrom({ jobs, metrics: [] }, ask);
  return answer.answer === 'measured' ? answer.circuits : [];
};
const circuitsOfMetrics = (...metrics: unknown[]) => {
  const { metrics: answer } = evidenceFrom({ jobs: [], metrics }, ask);
  return answer.answer === 'measured' ? answer.circuits : [];
};

describe('jobs', () => {
  it('count by the last state they came to, in the minute in which they did', () => {
    const circuits = circuitsOfJobs(
      job(9, 'Running'),
      job(5, 'Failed'),
      job(7, 'Completed', { job_id: 'b' }),
      job(5.5, 'Failed', { job_id: 'c' }),
      job(5.5, 'Completed', { job_id: 'd' }),
    );

    expect(circuits).toEqual([
      {
        ...c1,
        samples: [
          { at: minutesAgo(7), failed: 0, finished: 1 },
          { at: minutesAgo(6), failed: 1, finished: 2 },
          { at: minutesAgo(5), failed: 1, finished: 1 },
        ],
      },
    ]);
  });

  it.each([
    { what: 'merely run', rows: [job(5, 'Running')] },
    { what: 'run again after they failed', rows: [job(5, 'Failed'), job(4, 'Running')] },
    { what: 'were cancelled', rows: [job(5, 'Canceled')] },
    { what: 'ended too long ago', rows: [job(60, 'Failed')] },
    { what: 'ended after the moment in question', rows: [job(-0.001, 'Failed')] },
    { what: 'have no id', rows: [job(5, 'Failed', { job_id: '' })] },
    { what: 'have no time', rows: [job(5, 'Failed', { TimeGenerated: 'soon' })] },
  ])('do not count when they $what', ({ rows }) => {
    expect(circuitsOfJobs(...rows)).toEqual([]);
  });

  it('that failed and completed in one moment failed', () => {
    const [circuit] = circuitsOfJobs(job(5, 'Completed'), job(5, 'Failed'), job(5, 'Running'));

    expect(circuit?.samples).toEqual([{ at: minutesAgo(5), failed: 1, finished: 1 }]);
  });
});

describe('rows', () => {
  it.each([
    { what: 'their deployment', over: {}, whose: [c1] },
    {
      what: 'their deployment, in whatever case',
      over: { deployment_name: 'DEPLOYMENT-CIRCUIT-c001' },
      whose: [c1],
    },
    {
      what: 'the circuit they name, where the deployment is not known',
      over: { deployment_name: 'green', circuit_id: 'C002' },
      whose: [c2],
    },
    {
      what: 'the deployment rather than the circuit they name',
      over: { circuit_id: 'C002' },
      whose: [c1],
    },
    {
      what: 'nobody, where the endpoint is not ours',
      over: { endpoint_name: 'theirs', circuit_id: 'C001' },
      whose: [],
    },
    {
      what: 'nobody, where the endpoint is not named: circuits of that name are in every plant',
      over: { endpoint_name: null, circuit_id: 'C001' },
      whose: [],
    },
    { what: 'nobody, where neither is known', over: { deployment_name: 'green' }, whose: [] },
  ])('speak of $what', ({ over, whose }) => {
    const circuits = circuitsOfJobs(job(5, 'Failed', over));

    expect(circuits.map(({ plant, circuit }) => ({ plant, circuit }))).toEqual(whose);
  });

  it.each([null, undefined, 5, 'text', [], {}])('that are none are passed over: %j', (row) => {
    expect([circuitsOfJobs(row), circuitsOfMetrics(row)]).toEqual([[], []]);
  });
});

describe('metrics', () => {
  it('are summed, averaged, and the worst of p99 and drift taken, minute by minute', () => {
    const [circuit] = circuitsOfMetrics(
      metric(5, { record_count: 100, error_count: 1, anomaly_count: 2, f1_score: 0.9 }),
      metric(4.5, { record_count: 50, error_count: 3, f1_score: 0.8, latency_p99_ms: 900 }),
      metric(4.25, { latency_p99_ms: 300, drift_score: 0.1, extra: 'column' }),
    );

    expect(circuit?.samples).toEqual([
      {
        at: minutesAgo(5),
        records: 150,
        errors: 4,
        anomalies: 2,
        f1: (0.9 + 0.8) / 2,
        p99Ms: 900,
        drift: 0.1,
      },
    ]);
  });

  it.each([null, 'NaN', '0.9', undefined, {}])('that are %j are not measured', (f1_score) => {
    const [circuit] = circuitsOfMetrics(metric(5, { f1_score, record_count: 5 }));

    expect(circuit?.samples).toEqual([{ at: minutesAgo(5), records: 5 }]);
  });

  it('have a baseline of the 24 hours before without the last one [A23]', () => {
    const [circuit] = circuitsOfMetrics(
      metric(24 * 60, { f1_score: 0.1, latency_p99_ms: 1 }),
      metric(24 * 60 - 1, { f1_score: 0.875, latency_p99_ms: 400 }),
      metric(600, { f1_score: 0.75, latency_p99_ms: 500, record_count: 100, error_count: 1 }),
      metric(60, { f1_score: 0.625, latency_p99_ms: 600, record_count: 100, error_count: 3 }),
      metric(59, { f1_score: 0.1, latency_p99_ms: 9999, record_count: 1, error_count: 1 }),
    );

    expect(circuit?.baseline).toEqual({ f1: 0.75, p99Ms: 500 });
  });

  it('have no baseline of less than three rows', () => {
    const [circuit] = circuitsOfMetrics(
      metric(90, { f1_score: 0.9 }),
      metric(80, { f1_score: 0.9 }),
      metric(5, { f1_score: 0.9 }),
    );

    expect(circuit).not.toHaveProperty('baseline');
  });

  it('have no baseline of a rate without records', () => {
    const empty = { record_count: 0, anomaly_count: 0, f1_score: 0.5 };
    const [circuit] = circuitsOfMetrics(
      ...[100, 90, 80, 5].map((minutes) => metric(minutes, empty)),
    );

    expect(circuit?.baseline).toEqual({ f1: 0.5 });
  });

  it('that fell silent still show, by their baseline', () => {
    const rows = [100, 90, 80].map((minutes) => metric(minutes, { f1_score: 0.5 }));

    expect(circuitsOfMetrics(...rows)).toEqual([{ ...c1, samples: [], baseline: { f1: 0.5 } }]);
  });
});

describe('evidence', () => {
  it.each([1, 2, 3])('is the same in whatever order the rows come (seed %i)', (seed) => {
    const rows = randomRows(seeded(seed), { asOf: start, count: 300 });
    const random = seeded(seed + 100);
    const mixed = { jobs: shuffled(random, rows.jobs), metrics: shuffled(random, rows.metrics) };

    const evidence = evidenceFrom(rows, ask);

    expect(evidenceFrom(mixed, ask)).toEqual(evidence);
    expect(Evidence.parse(evidence)).toEqual(evidence);
  });

  it('is asked for as the rules need it', () => {
    const all = { jobs: true, metrics: true, baselines: true };

    expect(needsOf(aPolicy())).toEqual(all);
    expect(needsOf(aPolicy({ preset: 'inflow' }))).toEqual(all);
    expect(needsOf(aPolicy({ preset: 'sofare' }))).toEqual({ ...all, jobs: false });
    expect(needsOf(aPolicy({ preset: 'llm-orchestrator' }))).toEqual({
      jobs: false,
      metrics: true,
      baselines: false,
    });
  });
});
