import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { gzipSync } from 'node:zlib';
import { LogsQueryClient, LogsQueryResultStatus, MetricsQueryClient } from '@azure/monitor-query';
import type { LogsQueryOptions, LogsTable } from '@azure/monitor-query';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Authenticate } from '../../../../local/cloud/identity/principal';
import type { ControlRoute } from '../../../../local/cloud/control/route';
import { startMonitor } from '../../../../local/cloud/monitor/start';
import type { Monitor, MonitorOptions } from '../../../../local/cloud/monitor/start';
import { ensureCertificates } from '../../../../local/cloud/tls/ensureCertificates';

const workspaceId = '3f0c7b1e-6f0a-4a52-9a4b-0d0a5c1f7d11';
const resourceId =
  '/subscriptions/6c3b/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/logs';
const tables = {
  Heartbeat: {
    TimeGenerated: 'datetime',
    computer: 'string',
    load: 'real',
    restarts: 'long',
    cores: 'int',
    healthy: 'bool',
    uptime: 'timespan',
    tags: 'dynamic',
    machine: 'guid',
  },
};

/** Tokens here read `audience|name|role,role`. */
const authenticate: Authenticate = (authorization, audience) => {
  const [issuedFor, name = '', roles = ''] = (authorization ?? '')
    .replace('Bearer ', '')
    .split('|');
  return issuedFor === audience
    ? { ok: true, principal: { objectId: name, name, roles: roles.split(',') } }
    : { ok: false, code: 'InvalidAuthenticationToken', message: `Not for ${audience}` };
};

const queryToken = 'https://api.loganalytics.io|ada|Log Analytics Reader';
const ingestionToken = 'https://monitor.azure.com|ada|Monitoring Metrics Publisher';

const credential = (token: string): ConstructorParameters<typeof LogsQueryClient>[0] => ({
  getToken: async () => ({
    token,
    expiresOnTimestamp: Date.now() + 3_600_000,
  }),
});

let directory: string;
let options: MonitorOptions;
let monitor: Monitor;
const logged: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'monitor-'));
  const { ca, cert, key } = await ensureCertificates(path.join(directory, 'tls'));
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), ca]);
  options = {
    port: 0,
    tls: { cert, key },
    authenticate,
    stateDirectory: path.join(directory, 'state'),
    workspaceId,
    workspaceResourceId: resourceId,
    tables,
    log: (line) => logged.push(line),
  };
  monitor = await startMonitor(options);
});

afterAll(async () => {
  await monitor.close();
  await rm(directory, { recursive: true });
});

beforeEach(async () => {
  await control('DELETE', '/monitor/tables/{table}/rows', { params: { table: 'Heartbeat' } });
  await control('DELETE', '/monitor/faults');
});

async function control(
  method: ControlRoute['method'],
  routePath: string,
  request: { params?: Record<string, string>; query?: string; body?: unknown } = {},
) {
  const found = monitor.controlRoutes.find(
    (candidate) => candidate.method === method && candidate.path === routePath,
  );
  return found!.handle({
    params: request.params ?? {},
    query: new URLSearchParams(request.query),
    body: request.body,
  });
}

const addRows = (rows: unknown) =>
  control('POST', '/monitor/tables/{table}/rows', { params: { table: 'Heartbeat' }, body: rows });

const setFault = (fault: unknown) => control('PUT', '/monitor/faults', { body: fault });

function client(token = queryToken): LogsQueryClient {
  return new LogsQueryClient(credential(token), {
    endpoint: monitor.url,
    retryOptions: { maxRetries: 1, retryDelayInMs: 1, maxRetryDelayInMs: 1 },
  });
}

async function query(
  text: string,
  { timespan = 'P30D', ...more }: LogsQueryOptions & { timespan?: string } = {},
): Promise<LogsTable> {
  const result = await client().queryWorkspace(workspaceId, text, { duration: timespan }, more);
  if (result.status !== LogsQueryResultStatus.Success) {
    throw new Error(`The query was answered in part: ${result.partialError.message}`);
  }
  return result.tables[0]!;
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

function post(target: string, body: string | Uint8Array, headers: Record<string, string> = {}) {
  return fetch(`${monitor.url}${target}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

const ingestionPath = (stream: string) =>
  `/dataCollectionRules/dcr-00000000000000000000000000000000/streams/${stream}?api-version=2023-01-01`;

const ingest = (rows: unknown, stream = 'Custom-Heartbeat', token = ingestionToken) =>
  post(ingestionPath(stream), JSON.stringify(rows), { authorization: `Bearer ${token}` });

const postQuery = (body: string, token = queryToken, target = `workspaces/${workspaceId}`) =>
  post(`/v1/${target}/query`, body, { authorization: `Bearer ${token}` });

describe('the query API, asked by LogsQueryClient', () => {
  it('answers with every type in the encoding of the service', async () => {
    await addRows([
      {
        TimeGenerated: minutesAgo(1).replace('Z', '1234Z'),
        computer: 'a',
        load: 0.5,
        restarts: 3,
        cores: 4,
        healthy: true,
        uptime: '1.02:03:04',
        tags: { site: 'oslo' },
        machine: '74BE27DE-1E4E-49D9-B579-FE0B331D3642',
      },
    ]);

    const table = await query(
      'Heartbeat | project computer, load, restarts, cores, healthy, uptime, tags, machine, absent = real(null), nothing = real(nan)',
    );

    expect(table.columnDescriptors.map(({ name, type }) => [name, type])).toEqual([
      ['computer', 'string'],
      ['load', 'real'],
      ['restarts', 'long'],
      ['cores', 'int'],
      ['healthy', 'bool'],
      ['uptime', 'timespan'],
      ['tags', 'dynamic'],
      ['machine', 'guid'],
      ['absent', 'real'],
      ['nothing', 'real'],
    ]);
    expect(table.rows).toEqual([
      [
        'a',
        0.5,
        3,
        4,
        true,
        '1.02:03:04',
        { site: 'oslo' },
        '74be27de-1e4e-49d9-b579-fe0b331d3642',
        null,
        'NaN',
      ],
    ]);
  });

  it('adds the timespan of the request to the filter of the query, without its end', async () => {
    const at = (minute: string) => ({
      TimeGenerated: `2026-05-01T10:${minute}:00Z`,
      computer: minute,
    });
    await addRows([at('00'), at('10'), at('20'), at('30')]);

    const result = await client().queryWorkspace(
      workspaceId,
      'Heartbeat | where TimeGenerated > datetime(2026-05-01T10:00:00Z) | project computer',
      {
        startTime: new Date('2026-05-01T10:00:00Z'),
        endTime: new Date('2026-05-01T10:20:00Z'),
      },
    );

    expect(result).toMatchObject({ status: 'Success', tables: [{ rows: [['10']] }] });
  });

  it('sends statistics and the visualization only to those who prefer them', async () => {
    const ask = (more: LogsQueryOptions) =>
      client().queryWorkspace(workspaceId, 'print 1 | render piechart', { duration: 'PT1H' }, more);

    const plain = await ask({});
    const full = await ask({ includeQueryStatistics: true, includeVisualization: true });

    expect(plain).toMatchObject({ statistics: undefined, visualization: undefined });
    expect(full).toMatchObject({
      statistics: { query: { datasetStatistics: [{ table_row_count: 1 }] } },
      visualization: { visualization: 'piechart' },
    });
  });

  it('answers queries by the id of the resource', async () => {
    const result = await client().queryResource(resourceId, 'print n = 1', { duration: 'PT1H' });

    expect(result).toMatchObject({ status: 'Success', tables: [{ rows: [[1]] }] });
  });

  it.each([
    { query: 'Heartbeat | wher load > 1', kind: 'SyntaxError', code: 'KS176', line: 1, pos: 13 },
    { query: 'Heartbeat\n| where lod > 1', kind: 'SemanticError', code: 'KS142', line: 2, pos: 9 },
  ])(
    'says what is wrong with a query, and where: $code',
    async ({ query: text, kind, code, line, pos }) => {
      const failure = client().queryWorkspace(workspaceId, text, { duration: 'PT1H' });

      await expect(failure).rejects.toMatchObject({
        statusCode: 400,
        code: 'BadArgumentError',
        details: { error: { innerError: { code: kind, innerError: { code, line, pos } } } },
      });
    },
  );

  it('refuses what it does not implement before it reads a row', async () => {
    const text = 'Heartbeat | sample 3';

    const failure = client().queryWorkspace(workspaceId, text, { duration: 'PT1H' });

    await expect(failure).rejects.toMatchObject({
      statusCode: 400,
      code: 'SimulatorUnsupported',
      message: expect.stringContaining('SampleOperator'),
    });
  });

  it('knows no other workspace', async () => {
    const failure = client().queryWorkspace('00000000-0000-0000-0000-000000000000', 'print 1', {
      duration: 'PT1H',
    });

    await expect(failure).rejects.toMatchObject({
      statusCode: 404,
      code: 'WorkspaceNotFoundError',
    });
  });

  it('lets nobody query without a token for it, nor without a role', async () => {
    const ask = (token: string) =>
      client(token).queryWorkspace(workspaceId, 'print 1', { duration: 'PT1H' });

    await expect(ask(ingestionToken)).rejects.toMatchObject({ statusCode: 401 });
    await expect(ask('https://api.loganalytics.io|ada|AcrPull')).rejects.toMatchObject({
      statusCode: 403,
      code: 'InsufficientAccessError',
    });
  });
});

describe('the query API, asked by others', () => {
  it.each([
    { body: '{', status: 400, found: 'JSON' },
    { body: '{"timespan":"PT1H"}', status: 400, found: 'query' },
    { body: '{"query":"print 1","timespan":"P1M"}', status: 400, found: 'P1M' },
    { body: '{"query":"print 1","workspaces":["other"]}', status: 400, found: 'workspaces' },
    { body: JSON.stringify({ query: ' '.repeat(1_100_000) }), status: 413, found: '1048576' },
  ])('answers $status, naming $found', async ({ body, status, found }) => {
    const response = await postQuery(body);

    expect(response.status).toBe(status);
    expect(await response.text()).toContain(found);
  });

  it('answers paths it does not know with 404', async () => {
    const response = await fetch(`${monitor.url}/v2/nothing`);

    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'PathNotFoundError' } });
  });
});

describe('the Logs Ingestion API', () => {
  it('takes rows in, drops columns that the table does not have, and dates rows without a time', async () => {
    const response = await ingest([
      { computer: 'a', restarts: 1, colour: 'red' },
      { computer: 'b' },
    ]);
    const table = await query(
      'Heartbeat | where TimeGenerated > ago(1m) | project computer, restarts',
    );

    expect(response.status).toBe(204);
    expect(table.rows).toEqual([
      ['a', 1],
      ['b', null],
    ]);
  });

  it('takes gzip', async () => {
    const response = await post(
      ingestionPath('Custom-Heartbeat'),
      gzipSync(JSON.stringify([{ computer: 'a' }])),
      { authorization: `Bearer ${ingestionToken}`, 'content-encoding': 'gzip' },
    );
    const table = await query('Heartbeat | count');

    expect(response.status).toBe(204);
    expect(table.rows).toEqual([[1]]);
  });

  it.each([
    { column: 'restarts', value: 1.5, expected: 'a whole number' },
    { column: 'restarts', value: '1', expected: 'a whole number' },
    { column: 'cores', value: 2 ** 31, expected: 'a whole number of 32 bits' },
    { column: 'load', value: 'high', expected: 'a number' },
    { column: 'healthy', value: 'yes', expected: 'true or false' },
    { column: 'uptime', value: 60, expected: 'a timespan' },
    { column: 'machine', value: 'm1', expected: 'a guid' },
    { column: 'TimeGenerated', value: 'yesterday', expected: 'an ISO 8601 date and time' },
  ])(
    'refuses $value for $column, and keeps none of the call',
    async ({ column, value, expected }) => {
      const response = await ingest([{ computer: 'a' }, { computer: 'b', [column]: value }]);
      const table = await query('Heartbeat | count');

      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        error: {
          message: expect.stringMatching(`Record 1: column ${column} is .*, expected ${expected}`),
        },
      });
      expect(table.rows).toEqual([[0]]);
    },
  );

  it('refuses more than 1 MB, packed or unpacked', async () => {
    const big = JSON.stringify([{ computer: 'x'.repeat(1024 * 1024) }]);
    const authorization = `Bearer ${ingestionToken}`;

    const plain = await post(ingestionPath('Custom-Heartbeat'), big, { authorization });
    const packed = await post(ingestionPath('Custom-Heartbeat'), gzipSync(big), {
      authorization,
      'content-encoding': 'gzip',
    });

    expect([plain.status, packed.status]).toEqual([413, 413]);
  });

  it('knows only the streams of its tables', async () => {
    const responses = await Promise.all([ingest([], 'Custom-Nothing'), ingest([], 'Heartbeat')]);

    expect(responses.map(({ status }) => status)).toEqual([404, 404]);
  });

  it('wants its own audience and a role', async () => {
    const asReader = 'https://monitor.azure.com|ada|Reader';

    const responses = await Promise.all([
      ingest([], 'Custom-Heartbeat', queryToken),
      ingest([], 'Custom-Heartbeat', asReader),
    ]);

    expect(responses.map(({ status }) => status)).toEqual([401, 403]);
  });
});

describe('the store', () => {
  it('keeps acknowledged rows over a restart', async () => {
    await ingest([
      { computer: 'a', load: 'NaN', uptime: '00:01:00', tags: [1, { b: null }] },
      { computer: 'b', machine: '74be27de-1e4e-49d9-b579-fe0b331d3642' },
    ]);
    const before = await query('Heartbeat');

    await monitor.close();
    monitor = await startMonitor(options);
    const after = await query('Heartbeat');

    expect(after.rows).toEqual(before.rows);
    expect(after.rows).toHaveLength(2);
  });

  it('refuses to start on rows that no longer fit', async () => {
    await addRows([{ computer: 'a' }]);
    await monitor.close();
    const changed = { Heartbeat: { ...tables.Heartbeat, computer: 'long' } };

    const failure = startMonitor({ ...options, tables: changed });

    await expect(failure).rejects.toThrow('The stored rows of Heartbeat do not fit it');
    monitor = await startMonitor(options);
  });

  it.each([
    { columns: { name: 'string' }, found: 'TimeGenerated' },
    { columns: { TimeGenerated: 'datetime', price: 'decimal' }, found: 'decimal' },
    { columns: { TimeGenerated: 'datetime', "a'b": 'string' }, found: "a'b" },
  ])('refuses to start on a table with $found', async ({ columns, found }) => {
    await expect(startMonitor({ ...options, tables: { Bad: columns } })).rejects.toThrow(found);
  });
});

describe('faults', () => {
  it('throttles so many queries, and then no more', async () => {
    await setFault({ effect: 'throttle', retryAfterSeconds: 0, times: 1 });

    const throttled = await postQuery('{"query":"print 1"}');
    const next = await postQuery('{"query":"print 1"}');

    expect([throttled.status, next.status]).toEqual([429, 200]);
    expect(throttled.headers.get('retry-after')).toBe('0');
  });

  it('is retried by the client', async () => {
    await setFault({ effect: 'throttle', retryAfterSeconds: 0 });

    const table = await query('print n = 1');

    expect(table.rows).toEqual([[1]]);
  });

  it.each([
    { effect: 'timeout', status: 504, type: 'application/json; charset=utf-8' },
    { effect: 'unavailable', status: 503, type: 'application/json; charset=utf-8' },
    { effect: 'empty', status: 204, type: null },
    { effect: 'emptyBody', status: 200, type: null },
    { effect: 'html', status: 200, type: 'text/html' },
  ])('answers $status to $effect', async ({ effect, status, type }) => {
    await setFault({ effect });

    const response = await postQuery('{"query":"print 1"}');

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe(type);
  });

  it('answers in part', async () => {
    await addRows([{ computer: 'a' }, { computer: 'b' }]);
    await setFault({ effect: 'partial' });

    const result = await client().queryWorkspace(workspaceId, 'Heartbeat | project computer', {
      duration: 'PT1H',
    });

    expect(result).toMatchObject({
      status: 'PartialFailure',
      partialTables: [{ rows: [['a']] }],
    });
  });

  it('answers without rows, or without the latest ones', async () => {
    await addRows([{ computer: 'old', TimeGenerated: minutesAgo(30) }, { computer: 'new' }]);

    await setFault({ effect: 'noRows' });
    const none = await query('Heartbeat | project computer');
    await setFault({ effect: 'stale', seconds: 600 });
    const stale = await query('Heartbeat | project computer');

    expect(none.rows).toEqual([]);
    expect(stale.rows).toEqual([['old']]);
  });

  it.each([
    { fault: { effect: 'throttle', retryAfterSeconds: 0, times: 2 }, statusCode: 429 },
    { fault: { effect: 'timeout', times: 2 }, statusCode: 504 },
    { fault: { effect: 'unavailable', times: 2 }, statusCode: 503 },
  ])(
    'throws $statusCode in the client once its retries are used up',
    async ({ fault, statusCode }) => {
      await setFault(fault);

      await expect(query('print 1')).rejects.toMatchObject({ statusCode });
      expect((await query('print n = 1')).rows).toEqual([[1]]);
    },
  );

  it('makes the client stumble over a workspace without data', async () => {
    await setFault({ effect: 'empty' });

    await expect(query('print 1')).rejects.toBeInstanceOf(Error);
  });

  it('answers late', async () => {
    await setFault({ effect: 'slow', milliseconds: 40 });

    await query('print 1');

    const { body } = await control('GET', '/monitor/queries');
    expect((body as { milliseconds: number }[]).at(-1)!.milliseconds).toBeGreaterThanOrEqual(39);
  });

  it.each([{ effect: 'explode' }, { effect: 'throttle', times: 0 }, 'slow', undefined])(
    'refuses %j',
    async (fault) => {
      expect(await setFault(fault)).toMatchObject({ status: 400 });
    },
  );
});

describe('the metrics API, asked by MetricsQueryClient', () => {
  const machine =
    '/subscriptions/6c3b/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1';
  const armToken = 'https://management.azure.com|ada|Monitoring Reader';
  const metricsClient = (token = armToken) =>
    new MetricsQueryClient(credential(token), { endpoint: monitor.url });
  const sample = (time: string, value: number, core = '0') => ({
    resourceId: machine,
    name: 'Percentage CPU',
    timestamp: `2026-05-01T10:${time}Z`,
    value,
    dimensions: { core },
  });
  const timespan = {
    startTime: new Date('2026-05-01T10:00:00Z'),
    endTime: new Date('2026-05-01T10:03:00Z'),
  };

  beforeEach(async () => {
    await control('DELETE', '/monitor/metrics');
    await control('POST', '/monitor/metrics', {
      body: [
        sample('00:10', 10),
        sample('00:50', 30),
        sample('02:00', 5, '1'),
        sample('03:00', 99),
      ],
    });
  });

  it('answers each aggregation by interval, and nothing for an interval without samples', async () => {
    const result = await metricsClient().queryResource(machine, ['Percentage CPU', 'Disk'], {
      timespan,
      granularity: 'PT1M',
      aggregations: ['Average', 'Total', 'Count', 'Minimum', 'Maximum'],
    });

    expect(result).toMatchObject({
      granularity: 'PT1M',
      namespace: 'Microsoft.Compute/virtualMachines',
      metrics: [
        { name: 'Percentage CPU', errorCode: 'Success' },
        { name: 'Disk', timeseries: [] },
      ],
    });
    expect(result.metrics[0]!.timeseries[0]!.data).toEqual([
      { timeStamp: timespan.startTime, average: 20, total: 40, count: 2, minimum: 10, maximum: 30 },
      { timeStamp: new Date('2026-05-01T10:01:00Z') },
      {
        timeStamp: new Date('2026-05-01T10:02:00Z'),
        average: 5,
        total: 5,
        count: 1,
        minimum: 5,
        maximum: 5,
      },
    ]);
  });

  it.each([
    ["core eq '*'", [20, 5]],
    ["core eq '1'", [5]],
    ["core eq '7'", []],
  ])('splits and chooses by %s', async (filter, averages) => {
    const result = await metricsClient().queryResource(machine, ['Percentage CPU'], {
      timespan,
      granularity: 'PT1M',
      filter,
    });

    const found = result.metrics[0]!.timeseries.map(({ data }) =>
      data!.flatMap(({ average }) => average ?? []),
    );
    expect(found.flat()).toEqual(averages);
  });

  it.each([
    [{ filter: "core ne '1'" }, "core ne '1'"],
    [{ aggregations: ['Median' as 'Average'] }, 'Median'],
  ])('refuses %j', async (asked, message) => {
    const failure = metricsClient().queryResource(machine, ['Percentage CPU'], {
      timespan,
      ...asked,
    });

    await expect(failure).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining(message),
    });
  });

  it('lets nobody in without a token for it, nor without a role', async () => {
    const ask = (token: string) => metricsClient(token).queryResource(machine, ['Disk']);

    await expect(ask(queryToken)).rejects.toMatchObject({ statusCode: 401 });
    await expect(ask('https://management.azure.com|ada|AcrPull')).rejects.toMatchObject({
      statusCode: 403,
    });
  });
});

describe('control routes', () => {
  it('show the newest rows', async () => {
    await addRows([{ computer: 'a' }, { computer: 'b', load: 1 }]);

    const shown = await control('GET', '/monitor/tables/{table}/rows', {
      params: { table: 'Heartbeat' },
      query: 'limit=1',
    });

    expect(shown).toMatchObject({ status: 200, body: [{ computer: 'b', load: 1, cores: null }] });
  });

  it('know only tables of the workspace, and rows that fit them', async () => {
    const unknown = await control('GET', '/monitor/tables/{table}/rows', {
      params: { table: 'Nothing' },
    });

    expect(unknown).toMatchObject({ status: 404 });
    expect(await addRows([{ cores: 'two' }])).toMatchObject({ status: 400 });
  });

  it('list the queries that were asked, and what became of them', async () => {
    const before = (await control('GET', '/monitor/queries')).body as { sequence: number }[];
    await addRows([{ computer: 'a' }]);

    await query('Heartbeat | take 5', { timespan: 'PT2H' });
    await postQuery('{"query":"Nowhere"}');

    const { body } = await control('GET', '/monitor/queries', {
      query: `since=${before.at(-1)?.sequence ?? 0}`,
    });
    expect(body).toMatchObject([
      { principal: 'ada', query: 'Heartbeat | take 5', timespan: 'PT2H', status: 200, rows: 1 },
      { principal: 'ada', query: 'Nowhere', status: 400, rows: 0 },
    ]);
  });
});

it('has nothing to complain about in all this', () => {
  expect(logged).toEqual([]);
});
