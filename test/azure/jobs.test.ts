import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startMonitor } from '../../local/cloud/monitor/start';
import type { Monitor } from '../../local/cloud/monitor/start';
import { jobs } from '../../shared/azure/jobs';
import type { Jobs } from '../../shared/ports';
import { establishTrust } from '../support/trust';
import type { Trust } from '../support/trust';

const workspaceId = '3f0c7b1e-6f0a-4a52-9a4b-0d0a5c1f7d11';
const column = { TimeGenerated: 'datetime', endpoint_name: 'string', deployment_name: 'string' };
const BatchJobRuns_CL = { ...column, job_id: 'string', status: 'string' };
const table = '/monitor/tables/{table}/rows';

let trust: Trust;
let monitor: Monitor;
let logs: Jobs;

beforeAll(async () => {
  trust = await establishTrust();
  monitor = await startMonitor({
    port: 0,
    tls: trust.certificates,
    authenticate: trust.authenticate,
    stateDirectory: path.join(trust.directory, 'monitor'),
    workspaceId,
    tables: { BatchJobRuns_CL },
    log: () => undefined,
  });
  logs = jobs({ endpoint: monitor.url, workspaceId }, trust.credential('Log Analytics Reader'));
});

beforeEach(async () => {
  await control('DELETE', table);
  await control('DELETE', '/monitor/faults');
});

afterAll(async () => {
  await monitor.close();
  await trust.close();
});

async function control(method: string, route: string, body?: unknown): Promise<void> {
  const found = monitor.controlRoutes.find((one) => one.method === method && one.path === route);
  const params = { table: 'BatchJobRuns_CL' };
  const { status, body: answer } = await found!.handle({
    params,
    query: new URLSearchParams(),
    body,
  });
  if (status >= 400) {
    throw new Error(JSON.stringify(answer));
  }
}

/** A job of a circuit of P001, as `C001/a1`, that came into a state so many minutes ago. */
function run(name: string, status: string, minutesAgo = 1) {
  const [circuit, job] = name.split('/');
  return {
    TimeGenerated: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
    endpoint_name: 'batch-endpoint-plant-P001',
    deployment_name: `deployment-circuit-${circuit}`,
    job_id: job,
    status,
  };
}

const ingest = (...rows: object[]) => control('POST', table, rows);
const counted = (circuit: string, failed: number, finished: number) => ({
  endpoint: 'batch-endpoint-plant-P001',
  deployment: `deployment-circuit-${circuit}`,
  failed,
  finished,
});

describe('the jobs that Log Analytics knows', () => {
  it('are counted by deployment, each job by the last state it came to', async () => {
    await ingest(
      run('C002/b1', 'Completed'),
      run('C001/a1', 'Failed', 2),
      run('C001/a2', 'Running', 9),
      run('C001/a2', 'Failed', 3),
      run('C001/a3', 'Failed', 8),
      run('C001/a3', 'Completed', 4),
      run('C003/c1', 'Running'),
    );

    expect(await logs.endedWithin(30)).toEqual({
      answer: 'measured',
      deployments: [counted('C001', 2, 3), counted('C002', 0, 1)],
    });
  });

  it('are those of the minutes that were asked about', async () => {
    await ingest(run('C001/a1', 'Failed', 29), run('C001/a2', 'Failed', 31));

    expect(await logs.endedWithin(30)).toMatchObject({ deployments: [{ failed: 1 }] });
    expect(await logs.endedWithin(0.5)).toMatchObject({ answer: 'unknown' });
  });

  it('are unknown when there are none: that is no sign of health', async () => {
    expect(await logs.endedWithin(30)).toEqual({
      answer: 'unknown',
      reason: 'no job is known to have ended',
    });
  });

  it.each([
    { what: 'only part of them came', fault: { effect: 'partial' }, reason: /^partial result: / },
    { what: 'the workspace has no data', fault: { effect: 'empty' }, reason: /^an empty answer$/ },
    { what: 'the answer has no body', fault: { effect: 'emptyBody' }, reason: /./ },
    { what: 'the answer has no rows', fault: { effect: 'noRows' }, reason: /^no job is known/ },
    { what: 'a web page came instead', fault: { effect: 'html' }, reason: /./ },
    {
      what: 'the service throttles and keeps throttling',
      fault: { effect: 'throttle', retryAfterSeconds: 0, times: 9 },
      reason: /./,
    },
  ])('are unknown when $what, and nothing is thrown', async ({ fault, reason }) => {
    await ingest(run('C001/a1', 'Failed'), run('C002/b1', 'Failed'));
    await control('PUT', '/monitor/faults', fault);

    expect(await logs.endedWithin(30)).toEqual({
      answer: 'unknown',
      reason: expect.stringMatching(reason),
    });
  });

  it('are asked for again when the service throttles for a moment', async () => {
    await ingest(run('C001/a1', 'Failed'));
    await control('PUT', '/monitor/faults', { effect: 'throttle', retryAfterSeconds: 0 });

    expect(await logs.endedWithin(30)).toMatchObject({ answer: 'measured' });
  });

  it.each([
    {
      what: 'a workspace that is none',
      id: '00000000-0000-0000-0000-000000000000',
      role: 'Reader',
    },
    { what: 'an app that may not read', id: workspaceId, role: 'AzureML Data Scientist' },
  ])('are unknown to $what', async ({ id, role }) => {
    const place = { endpoint: monitor.url, workspaceId: id };

    expect(await jobs(place, trust.credential(role)).endedWithin(30)).toMatchObject({
      answer: 'unknown',
      reason: expect.stringMatching(/./),
    });
  });

  it('are unknown when there is no token to be had', async () => {
    const place = { endpoint: 'https://127.0.0.1:9', workspaceId };
    const impatient = jobs(place, { getToken: () => Promise.reject(new Error('no token')) });

    expect(await impatient.endedWithin(30)).toEqual({ answer: 'unknown', reason: 'no token' });
  });
});
