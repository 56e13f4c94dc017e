import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startMonitor } from '../../../local/cloud/monitor/start';
import type { Monitor } from '../../../local/cloud/monitor/start';
import { telemetry } from '../../../shared/azure/logs/telemetry';
import { evidenceFrom } from '../../../shared/domain/evidence/evidenceFrom';
import { horizonOf } from '../../../shared/domain/evidence/horizon';
import { Evidence } from '../../../shared/domain/evidence/samples';
import { minusMinutes, plusSeconds } from '../../../shared/domain/time';
import type { Telemetry } from '../../../shared/ports';
import { aFleet, aPolicy, start } from '../../support/builders';
import { seeded } from '../../support/random';
import { randomRows } from '../../support/telemetryRows';
import { establishTrust } from '../../support/trust';
import type { Trust } from '../../support/trust';

const workspaceId = '3f0c7b1e-6f0a-4a52-9a4b-0d0a5c1f7d11';
const schemas = JSON.parse(
  readFileSync(path.join(__dirname, '../../fixtures/kql/tables.json'), 'utf8'),
) as Record<'BatchJobRuns_CL' | 'ModelMetrics_CL', Record<string, string>>;
const { BatchJobRuns_CL, ModelMetrics_CL } = schemas;

const fleet = aFleet();
const policy = aPolicy();
const ask = { fleet, policy, now: start };

let trust: Trust;
let monitor: Monitor;
let logs: Telemetry;

beforeAll(async () => {
  trust = await establishTrust();
  monitor = await startMonitor({
    port: 0,
    tls: trust.certificates,
    authenticate: trust.authenticate,
    stateDirectory: path.join(trust.directory, 'monitor'),
    workspaceId,
    tables: { BatchJobRuns_CL, ModelMetrics_CL },
    log: () => undefined,
  });
  const place = { endpoint: monitor.url, workspaceId };
  logs = telemetry(place, trust.credential('Log Analytics Reader'));
});

beforeEach(async () => {
  await control('DELETE', '/monitor/tables/{table}/rows', { table: 'BatchJobRuns_CL' });
  await control('DELETE', '/monitor/tables/{table}/rows', { table: 'ModelMetrics_CL' });
  await control('DELETE', '/monitor/faults');
});

afterAll(async () => {
  await monitor.close();
  await trust.close();
});

async function control(
  method: string,
  route: string,
  { table = '', body }: { table?: string; body?: unknown } = {},
): Promise<void> {
  const found = monitor.controlRoutes.find((one) => one.method === method && one.path === route);
  const query = new URLSearchParams();
  const { status, body: answer } = await found!.handle({ params: { table }, query, body });
  if (status >= 400) {
    throw new Error(JSON.stringify(answer));
  }
}

const ingest = async ({ jobs, metrics }: { jobs?: unknown[]; metrics?: unknown[] }) => {
  const rows = '/monitor/tables/{table}/rows';
  await control('POST', rows, { table: 'BatchJobRuns_CL', body: jobs ?? [] });
  await control('POST', rows, { table: 'ModelMetrics_CL', body: metrics ?? [] });
};

const ours = {
  endpoint_name: 'batch-endpoint-plant-P001',
  deployment_name: 'deployment-circuit-C001',
};
const asOf = plusSeconds(start, -120);

describe('the evidence that Log Analytics has', () => {
  it.each([1, 2, 3])(
    'is what the rows themselves come to, when the server bins them (seed %i)',
    async (seed) => {
      const rows = randomRows(seeded(seed), { asOf, count: 800 });
      await ingest(rows);

      const evidence = await logs.evidence(ask);

      expect(evidence).toEqual(evidenceFrom(rows, { fleet, ...horizonOf(policy, start) }));
      expect(Evidence.parse(evidence)).toEqual(evidence);
      const { jobs, metrics } = evidence;
      expect(jobs).toMatchObject({ circuits: { length: 6 } });
      expect(metrics).toMatchObject({ circuits: { length: 6 } });
      expect(metrics).toHaveProperty('circuits[0].baseline.f1');
    },
  );

  it('ends two minutes ago, for rows come late, and begins where the policy looks back to', async () => {
    const evidence = await logs.evidence(ask);

    expect(evidence).toMatchObject({
      asOf: '2026-11-21T00:38:00.000Z',
      since: minusMinutes('2026-11-21T00:38:00.000Z', 601),
    });
  });

  it('is asked for no further than the rules go', async () => {
    const [rule] = policy.rules;
    const only = aPolicy({ rules: [rule!] });
    await ingest({
      jobs: [{ ...ours, TimeGenerated: asOf, job_id: 'a', status: 'Failed' }],
      metrics: [{ ...ours, TimeGenerated: asOf, f1_score: 0.5 }],
    });

    const { jobs, metrics } = await logs.evidence({ ...ask, policy: only });

    expect(jobs).toMatchObject({ circuits: [{ samples: [{ failed: 1, finished: 1 }] }] });
    expect(metrics).toEqual({ answer: 'unknown', reason: 'no rule of the policy asks for it' });
  });

  it('has no circuits where nothing was measured', async () => {
    const { jobs, metrics } = await logs.evidence(ask);

    expect({ jobs, metrics }).toEqual({
      jobs: { answer: 'measured', circuits: [] },
      metrics: { answer: 'measured', circuits: [] },
    });
  });

  it.each([
    { what: 'only part of it came', fault: { effect: 'partial' }, reason: /^partial result: / },
    { what: 'the workspace has no data', fault: { effect: 'empty' }, reason: /^an empty answer$/ },
    { what: 'the answer has no body', fault: { effect: 'emptyBody' }, reason: /./ },
    { what: 'a web page came instead', fault: { effect: 'html' }, reason: /./ },
    {
      what: 'the service throttles and keeps throttling',
      fault: { effect: 'throttle', retryAfterSeconds: 0 },
      reason: /./,
    },
  ])('is unknown when $what, and nothing is thrown', async ({ fault, reason }) => {
    await ingest({ jobs: [{ ...ours, TimeGenerated: asOf, job_id: 'a', status: 'Failed' }] });
    await control('PUT', '/monitor/faults', { body: { ...fault, times: 9 } });

    const { jobs, metrics } = await logs.evidence(ask);

    const unknown = { answer: 'unknown', reason: expect.stringMatching(reason) };
    expect({ jobs, metrics }).toEqual({ jobs: unknown, metrics: unknown });
  });

  it('is asked for again when the service throttles for a moment', async () => {
    await control('PUT', '/monitor/faults', {
      body: { effect: 'throttle', retryAfterSeconds: 0, times: 1 },
    });

    const { jobs, metrics } = await logs.evidence(ask);

    expect([jobs.answer, metrics.answer]).toEqual(['measured', 'measured']);
  });

  it('is unknown where a table is missing, and says which', async () => {
    const bare = await startMonitor({
      port: 0,
      tls: trust.certificates,
      authenticate: trust.authenticate,
      stateDirectory: path.join(trust.directory, 'bare'),
      workspaceId,
      tables: { BatchJobRuns_CL },
      log: () => undefined,
    });
    const place = { endpoint: bare.url, workspaceId };
    const { jobs, metrics } = await telemetry(
      place,
      trust.credential('Log Analytics Reader'),
    ).evidence(ask);
    await bare.close();

    expect(jobs).toEqual({ answer: 'measured', circuits: [] });
    expect(metrics).toEqual({
      answer: 'unknown',
      reason: expect.stringContaining('ModelMetrics_CL'),
    });
  });

  it.each([
    {
      what: 'a workspace that is none',
      id: '00000000-0000-0000-0000-000000000000',
      role: 'Reader',
    },
    { what: 'an app that may not read', id: workspaceId, role: 'AzureML Data Scientist' },
  ])('is unknown to $what', async ({ id, role }) => {
    const place = { endpoint: monitor.url, workspaceId: id };

    expect(await telemetry(place, trust.credential(role)).evidence(ask)).toMatchObject({
      jobs: { answer: 'unknown', reason: expect.stringMatching(/./) },
      metrics: { answer: 'unknown', reason: expect.stringMatching(/./) },
    });
  });

  it('is unknown when there is no token to be had', async () => {
    const place = { endpoint: 'https://127.0.0.1:9', workspaceId };
    const impatient = telemetry(place, { getToken: () => Promise.reject(new Error('no token')) });

    expect(await impatient.evidence(ask)).toMatchObject({
      jobs: { answer: 'unknown', reason: 'no token' },
      metrics: { answer: 'unknown', reason: 'no token' },
    });
  });
});
