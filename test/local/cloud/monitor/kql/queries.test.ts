import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadParser } from '../../../../../local/cloud/monitor/kql/parser';
import type { Parser } from '../../../../../local/cloud/monitor/kql/parser';
import { declareTables } from '../../../../../local/cloud/monitor/workspace/declareTables';
import { ask, tablesOf } from './ask';

const fixtures = path.join(__dirname, '../../../../fixtures/kql');
const fixture = (name: string) => readFileSync(path.join(fixtures, name), 'utf8');
const schemas = declareTables(JSON.parse(fixture('tables.json')));

let parser: Parser;
beforeAll(async () => {
  parser = await loadParser(schemas);
});

/** Answers a stored query over the records, asked at 13:00. */
const answer = (name: string, records: Record<string, unknown[]>) =>
  ask(parser, fixture(`${name}.kql`), tablesOf(schemas, records)).rows;

const at = (time: string) => ({ TimeGenerated: `2026-11-20T${time}Z` });
const endpoint = { endpoint_name: 'circuit-scoring' };

const run = (time: string, circuit_id: string, more: { job_id: string; status: string }) => ({
  ...at(time),
  ...endpoint,
  circuit_id,
  ...more,
});

const runs = [
  run('12:40:00', 'monza', { job_id: 'j1', status: 'Running' }),
  run('12:50:00', 'monza', { job_id: 'j1', status: 'Failed' }),
  run('12:45:00', 'monza', { job_id: 'j2', status: 'Completed' }),
  run('12:35:00', 'monza', { job_id: 'j3', status: 'Failed' }),
  run('12:55:00', 'monza', { job_id: 'j3', status: 'Completed' }),
  run('12:59:00', 'spa', { job_id: 'j4', status: 'Failed' }),
  run('12:58:00', 'spa', { job_id: 'j5', status: 'Running' }),
  run('12:50:00', 'imola', { job_id: 'j8', status: 'Completed' }),
  // The window is open at its start: half past twelve sharp is out.
  run('12:30:00', 'imola', { job_id: 'j6', status: 'Failed' }),
  { ...run('12:50:00', 'monza', { job_id: 'j7', status: 'Failed' }), endpoint_name: 'another' },
];

type Metric = Record<string, unknown>;
const metric = (time: string, circuit_id: string, more: Metric): Metric => ({
  ...at(time),
  ...endpoint,
  circuit_id,
  ...more,
});
const metrics = (times: readonly string[], circuit_id: string, more: Metric): Metric[] =>
  times.map((time) => metric(`${time}:10`, circuit_id, more));

const minutes = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `12:${from + index}`);

describe('the stored queries', () => {
  it('q01 counts failed jobs by circuit, each job by its latest state', () => {
    expect(answer('q01-failed-jobs-by-circuit', { BatchJobRuns_CL: runs })).toEqual([
      ['monza', 1, 3, '2026-11-20T12:50:00Z', 0.333333333333],
      ['spa', 1, 1, '2026-11-20T12:59:00Z', 1],
      ['imola', 0, 1, null, 0],
    ]);
  });

  it('q01b takes the circuit out of the name of the experiment', () => {
    const event = (ExperimentName: string, JobId: string, EventType: string) => ({
      ...at('12:50:00'),
      ExperimentName,
      JobId,
      EventType,
      JobErrorMessage: EventType === 'JobFailed' ? 'out of memory' : null,
    });

    const rows = answer('q01b-failed-jobs-amlcompute', {
      AmlComputeJobEvent: [
        event('circuit-spa', 'j3', 'JobSucceeded'),
        event('circuit-monza', 'j2', 'JobSucceeded'),
        event('circuit-monza', 'j1', 'JobFailed'),
        event('circuit-monza', 'j1', 'JobFailed'),
        event('circuit-imola', 'j5', 'JobSubmitted'),
        event('nightly', 'j4', 'JobFailed'),
        { ...event('circuit-imola', 'j6', 'JobFailed'), ...at('12:29:00') },
      ],
    });

    expect(rows).toEqual([
      ['monza', 1, 2, 'out of memory'],
      ['spa', 0, 1, ''],
    ]);
  });

  it('q02 counts the circuits that are failing', () => {
    expect(answer('q02-circuits-failing', { BatchJobRuns_CL: runs })).toEqual([
      [3, 2, '["monza","spa"]'],
    ]);
  });

  it('q02 answers one row of zeros about nothing', () => {
    expect(answer('q02-circuits-failing', {})).toEqual([[0, 0, '[]']]);
  });

  it('q03 judges only circuits with enough samples, against their own day before', () => {
    const before = ['10:00', '11:00', '12:00'];
    const current = ['12:35', '12:45', '12:55'];

    const rows = answer('q03-degradation-vs-24h', {
      ModelMetrics_CL: [
        ...metrics(before, 'monza', { f1_score: 0.9 }),
        ...metrics(current, 'monza', { f1_score: 0.6 }),
        ...metrics(before, 'spa', { f1_score: 0.9 }),
        ...metrics(current, 'spa', { f1_score: 0.81 }),
        ...metrics(before, 'imola', { f1_score: 0.9 }),
        ...metrics(current.slice(1), 'imola', { f1_score: 0.1 }),
        ...metrics(['12:40'], 'imola', { f1_score: null }),
        {
          ...metric('12:59:00', 'monza', { f1_score: 0.9 }),
          TimeGenerated: '2026-11-19T12:00:00Z',
        },
      ],
    });

    expect(rows).toEqual([[3, 2, 1, 0.333333333333, '["monza"]']]);
  });

  it('q04 adds up scoring errors by deployment, with no rate over no records', () => {
    const scored = (deployment: string, error_count: number, record_count: number): Metric => ({
      deployment_name: deployment,
      model_version: '1',
      error_count,
      record_count,
    });

    const rows = answer('q04-scoring-errors', {
      ModelMetrics_CL: [
        metric('12:50:00', 'spa', scored('blue', 0, 0)),
        metric('12:50:00', 'monza', scored('green', 2, 100)),
        metric('12:51:00', 'spa', scored('green', 3, 100)),
        metric('12:44:00', 'spa', scored('green', 100, 100)),
      ],
    });

    expect(rows).toEqual([
      ['green', '1', 5, 200, 2, 0.025],
      ['blue', '1', 0, 0, 1, null],
    ]);
  });

  it('q04b counts server errors of online endpoints', () => {
    const request = (DeploymentName: string, ...[code, model, duration]: (number | null)[]) => ({
      ...at('12:50:00'),
      EndpointName: 'online',
      DeploymentName,
      ResponseCode: code,
      ModelStatusCode: model,
      TotalDurationMs: duration,
    });

    const rows = answer('q04b-scoring-errors-online', {
      AmlOnlineEndpointTrafficLog: [
        request('green', 200, 200, 5),
        request('blue', 200, 200, 40),
        request('blue', 500, 500, 20),
        request('blue', 503, null, 30),
        request('blue', 200, 200, 10),
      ],
    });

    expect(rows).toEqual([
      ['online', 'blue', 4, 2, 1, 40, 0.5],
      ['online', 'green', 1, 0, 0, 5, 0],
    ]);
  });

  it('q05b sees a spike in distinct alerts, not in deliveries', () => {
    const receipt = (alert_id: string, circuit_id: string, more = {}) => ({
      ...at('12:30:00'),
      alert_id,
      alert_rule: `rule of ${circuit_id}`,
      circuit_id,
      monitor_condition: 'Fired',
      duplicate: false,
      ...more,
    });
    const fired = Array.from({ length: 10 }, (_, index) => receipt(`a${index}`, 'monza'));
    const noise = [
      receipt('a0', 'monza'),
      receipt('a20', 'imola', { duplicate: true }),
      receipt('a21', 'imola', { monitor_condition: 'Resolved' }),
      receipt('a22', 'imola', at('11:59:00')),
      receipt('a23', 'imola', { duplicate: null }),
    ];

    const calm = answer('q05b-alert-spike-receipts', { AlertReceipts_CL: [...fired, ...noise] });
    const spike = answer('q05b-alert-spike-receipts', {
      AlertReceipts_CL: [...fired, ...noise, receipt('a10', 'spa')],
    });

    expect(calm).toEqual([[10, 1, '["monza"]', false]]);
    expect(spike).toEqual([[11, 2, '["monza","spa"]', true]]);
  });

  it('q06 compares F1 before and after a deploy, of the deployment that was rolled out', () => {
    const deploy = (time: string, circuit_id: string, to_deployment: string) => ({
      ...at(time),
      ...endpoint,
      circuit_id,
      action: 'deploy',
      to_deployment,
    });
    const scored = (
      circuit: string,
      [deployment_name, f1_score]: [string, number],
      times: string[],
    ) => metrics(times, circuit, { deployment_name, f1_score });

    const rows = answer('q06-f1-drop-after-deploy', {
      RollbackAudit_CL: [
        deploy('11:30:00', 'monza', 'green'),
        deploy('12:00:00', 'monza', 'blue'),
        deploy('12:10:00', 'spa', 'blue'),
        deploy('10:59:00', 'imola', 'blue'),
      ],
      ModelMetrics_CL: [
        ...scored('spa', ['green', 0.9], ['11:00', '11:30', '11:59']),
        ...scored('spa', ['blue', 0.2], ['12:15', '12:25']),
        ...scored('monza', ['green', 0.9], ['11:00', '11:30', '11:59']),
        ...scored('monza', ['blue', 0.8], ['12:05', '12:10', '12:20']),
        // The old deployment still scored a little, and the horizon ends after half an hour.
        ...scored('monza', ['green', 0.1], ['12:06']),
        ...scored('monza', ['blue', 0.1], ['12:31']),
        ...scored('imola', ['blue', 0.1], ['12:06']),
      ],
    });

    expect(rows).toEqual([
      ['monza', 'blue', '2026-11-20T12:00:00Z', 0.8, 0.9, 3, 3, true, 0.1, true],
      ['spa', 'blue', '2026-11-20T12:10:00Z', 0.2, 0.9, 2, 3, false, null, false],
    ]);
  });

  it('q07 finds the worst p99 of ten minutes, and how often it was above two seconds', () => {
    const latency = (time: string, circuit: string, latency_p99_ms: number | null) =>
      metric(time, circuit, { deployment_name: 'blue', latency_p99_ms });

    const rows = answer('q07-p99-over-2s', {
      ModelMetrics_CL: [
        latency('12:55:00', 'spa', 2000),
        latency('12:51:00', 'monza', 1500),
        latency('12:52:00', 'monza', 2500),
        latency('12:53:00', 'monza', null),
        latency('12:49:00', 'monza', 9000),
      ],
    });

    expect(rows).toEqual([
      ['monza', 'blue', 2500, 3, 1, true],
      ['spa', 'blue', 2000, 1, 0, false],
    ]);
  });

  it('q08 wants every one of the last five complete minutes above five percent', () => {
    const errors = (circuit: string, times: string[], error_count: number) =>
      metrics(times, circuit, { error_count, record_count: 100 });

    const rows = answer('q08-error-rate-5m', {
      ModelMetrics_CL: [
        ...errors('imola', minutes(55, 58), 10),
        ...errors('imola', ['12:59'], 1),
        ...errors('spa', minutes(56, 59), 20),
        ...errors('monza', minutes(55, 59), 10),
        // A second row in a minute counts into that minute's rate: 11 of 200.
        metric('12:55:40', 'monza', { error_count: 1, record_count: 100 }),
        metric('12:54:59', 'monza', { error_count: 0, record_count: 100 }),
        metric('13:00:00', 'monza', { error_count: 0, record_count: 100 }),
      ],
    });

    expect(rows).toEqual([
      ['monza', 5, 5, 0.055, 0.1, true],
      ['spa', 4, 4, 0.2, 0.2, false],
      ['imola', 5, 4, 0.01, 0.1, false],
    ]);
  });

  it('q09 compares each of the last ten minutes with the median of the day before', () => {
    const latency = (circuit: string, times: string[], latency_p99_ms: number) =>
      metrics(times, circuit, { latency_p99_ms });

    const rows = answer('q09-p99-2x-baseline-10m', {
      ModelMetrics_CL: [
        ...latency('monza', ['10:00', '11:00'], 100),
        ...latency('monza', ['12:00'], 300),
        ...latency('monza', minutes(50, 59), 250),
        ...latency('spa', minutes(50, 59), 250),
        ...latency('imola', ['10:00'], 200),
        ...latency('imola', minutes(51, 59), 600),
      ],
    });

    expect(rows).toEqual([
      ['imola', 9, 9, 3, 200, 1, false],
      ['monza', 10, 10, 2.5, 100, 3, true],
      ['spa', 10, 0, null, null, null, false],
    ]);
  });

  it('q10 has a word for every way in which a rate can be missing', () => {
    const anomalies = (circuit: string, time: string, anomaly_count: number) =>
      metric(time, circuit, { anomaly_count, record_count: 100 });

    const rows = answer('q10-anomaly-3x', {
      ModelMetrics_CL: [
        anomalies('spa', '12:45:00', 1),
        anomalies('spa', '11:00:00', 0),
        anomalies('sochi', '12:45:00', 2),
        anomalies('sochi', '11:00:00', 1),
        anomalies('monza', '12:45:00', 40),
        anomalies('monza', '11:00:00', 10),
        anomalies('monaco', '12:45:00', 5),
        anomalies('imola', '11:00:00', 5),
      ],
    });

    expect(rows).toEqual([
      ['imola', null, 0.05, null, 'no-current-data'],
      ['monaco', 0.05, null, null, 'no-baseline'],
      ['monza', 0.4, 0.1, 4, 'breached'],
      ['sochi', 0.02, 0.01, 2, 'ok'],
      ['spa', 0.01, 0, null, 'baseline-zero'],
    ]);
  });

  it('q11 tells recovered from not recovered and from unknown', () => {
    const scored = (circuit: string, times: string[], score: number[]) => {
      const [f1_score, latency_p99_ms, error_count] = score;
      return metrics(times, circuit, { f1_score, latency_p99_ms, error_count, record_count: 100 });
    };
    const before = ['11:40', '11:50', '11:59'];
    const after = ['12:10', '12:20', '12:30'];

    const rows = answer('q11-recovery', {
      ModelMetrics_CL: [
        ...scored('monza', before, [0.7, 3000, 10]),
        ...scored('monza', ['12:03'], [0, 9000, 100]),
        ...scored('monza', after, [0.9, 1000, 1]),
        ...scored('spa', before, [0.7, 3000, 10]),
        ...scored('spa', after, [0.9, 1000, 20]),
        ...scored('imola', before, [0.7, 3000, 10]),
        ...scored('imola', after.slice(1), [0.9, 1000, 1]),
      ],
    });

    expect(rows).toEqual([
      ['imola', 0.7, 0.9, 3000, 1000, 30, 300, 2, 200, 3, 2, 0.1, 0.01, 'unknown'],
      ['monza', 0.7, 0.9, 3000, 1000, 30, 300, 3, 300, 3, 3, 0.1, 0.01, 'recovered'],
      ['spa', 0.7, 0.9, 3000, 1000, 30, 300, 60, 300, 3, 3, 0.1, 0.2, 'not-recovered'],
    ]);
  });
});
