import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ControlResponse, ControlRoute } from '../../../../../local/cloud/control/route';
import { startAlerts } from '../../../../../local/cloud/monitor/alerts/startAlerts';
import type { Alerts } from '../../../../../local/cloud/monitor/alerts/startAlerts';
import { loadParser } from '../../../../../local/cloud/monitor/kql/parser';
import type { Parser } from '../../../../../local/cloud/monitor/kql/parser';
import { metricRoutes } from '../../../../../local/cloud/monitor/metrics/metricRoutes';
import { openMetricStore } from '../../../../../local/cloud/monitor/metrics/openMetricStore';
import type { MetricStore } from '../../../../../local/cloud/monitor/metrics/openMetricStore';
import { openRowStore } from '../../../../../local/cloud/monitor/workspace/openRowStore';
import type { RowStore } from '../../../../../local/cloud/monitor/workspace/openRowStore';
import { readRecords } from '../../../../../local/cloud/monitor/workspace/readRecords';
import { until } from '../../../../support/until';
import { schemas, workspaceId } from './alertWorld';
import { aLogRule, aMetricRule, anActionGroup, machine } from './resources';

let parser: Parser;
beforeAll(async () => {
  parser = await loadParser(schemas);
});

let directory: string;
let rows: RowStore;
let metrics: MetricStore;
let alerts: Alerts;
let receiver: Server;
let hook: string;
let answers: number[];
let received: { contentType: string | undefined; condition: string; rule: string }[];
const logged: string[] = [];

/** A rule of five minutes runs each 100 ms. */
const start = (speed = 3000) =>
  startAlerts({
    stateDirectory: directory,
    workspace: Promise.resolve({ parser, schemas, store: rows }),
    metrics,
    workspaceId,
    speed,
    onAlert: () => {},
    log: (line) => logged.push(line),
  });

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'alerts-'));
  rows = openRowStore(directory, schemas);
  metrics = openMetricStore(directory);
  answers = [];
  received = [];
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { essentials } = JSON.parse(Buffer.concat(chunks).toString()).data;
      received.push({
        contentType: request.headers['content-type'],
        condition: essentials.monitorCondition,
        rule: essentials.alertRule,
      });
      response.writeHead(answers.shift() ?? 202).end();
    });
  });
  await new Promise<void>((resolve) => void receiver.listen(0, '127.0.0.1', resolve));
  hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/api/alerts?code=secret`;
  alerts = start();
});

afterEach(async () => {
  await alerts.close();
  rows.close();
  metrics.close();
  receiver.closeAllConnections();
  receiver.close();
  await rm(directory, { recursive: true });
});

async function control(
  method: ControlRoute['method'],
  target: string,
  body?: unknown,
): Promise<ControlResponse> {
  const [routePath, query] = target.split('?');
  const routes = [...alerts.controlRoutes, ...metricRoutes(metrics)];
  const route = routes.find(
    (candidate) => candidate.method === method && candidate.path === routePath,
  );
  return route!.handle({ params: {}, query: new URLSearchParams(query), body });
}

function addErrors(...records: unknown[]) {
  const read = readRecords(records, schemas.get('Errors')!, new Date().toISOString());
  if (read.ok) {
    rows.append('Errors', read);
  }
}

const receivedCount = (count: number) =>
  until(`${count} alerts are received`, () => received.length >= count && received);

describe('alert rules on a running clock', () => {
  it('go from a row to a webhook and back to healthy, without anybody making an alert', async () => {
    expect(await control('PUT', '/monitor/rules', [anActionGroup(hook), aLogRule()])).toEqual({
      status: 200,
      body: { rules: 1, actionGroups: 1 },
    });
    addErrors({ Computer: 'a' });

    await receivedCount(2);

    expect(received).toEqual([
      { contentType: 'application/json; charset=utf-8', condition: 'Fired', rule: 'errors' },
      { contentType: 'application/json; charset=utf-8', condition: 'Resolved', rule: 'errors' },
    ]);
    const { body } = await control('GET', '/monitor/alerts');
    expect(body).toMatchObject([
      {
        alertRule: 'errors',
        monitorCondition: 'Resolved',
        resolvedDateTime: expect.stringMatching(/Z$/),
      },
    ]);
  });

  it('are told by metrics, too: sent again after a 503, and resolved once the metric is well again', async () => {
    answers.push(503, 503);
    await control('PUT', '/monitor/rules', [anActionGroup(hook), aMetricRule()]);
    const addSample = async (value: number) =>
      control('POST', '/monitor/metrics', [{ resourceId: machine, name: 'percentage cpu', value }]);

    const added = await addSample(99);
    await receivedCount(3);
    await until('it resolves', async () => {
      await addSample(1);
      return received.at(-1)?.condition === 'Resolved';
    });

    expect(added).toEqual({ status: 201, body: { added: 1 } });
    expect(received.map(({ condition, rule }) => `${rule} ${condition}`)).toEqual([
      'busy Fired',
      'busy Fired',
      'busy Fired',
      'busy Resolved',
    ]);
  });

  it('are sent again after a while, as the journal of deliveries shows', async () => {
    answers.push(503, 429);
    await control('PUT', '/monitor/rules', [anActionGroup(hook), aLogRule()]);
    addErrors({ Computer: 'a' });
    await receivedCount(3);

    const deliveries = await until('it is delivered', async () => {
      const { body } = await control('GET', '/monitor/deliveries');
      const [first] = body as Record<string, unknown>[];
      return first?.['status'] === 'delivered' && first;
    });

    expect(deliveries).toMatchObject({
      sequence: 1,
      receiver: 'hook',
      url: hook.replace('?code=secret', ''),
      attempts: [{ status: 503 }, { status: 429 }, { status: 202 }],
      body: { schemaId: 'azureMonitorCommonAlertSchema' },
    });
  });

  it('go on after a restart: rules, alerts, and what was still to be sent', async () => {
    answers.push(503);
    await control('PUT', '/monitor/rules', [anActionGroup(hook), aLogRule()]);
    addErrors({ Computer: 'a' });
    await receivedCount(1);
    await alerts.close();
    const before = received.length;

    alerts = start();
    await receivedCount(before + 1);
    await until('it resolves', () => received.at(-1)?.condition === 'Resolved');

    const { body } = await control('GET', '/monitor/alerts');
    expect(body).toHaveLength(1);
    expect(await control('GET', '/monitor/rules')).toEqual({
      status: 200,
      body: [anActionGroup(hook), aLogRule()],
    });
  });

  it('name an endpoint that nobody listens at', async () => {
    await alerts.close();
    alerts = start(1);
    await control('PUT', '/monitor/rules', [anActionGroup('http://127.0.0.1:1/'), aLogRule()]);
    addErrors({ Computer: 'a', TimeGenerated: new Date(Date.now() - 1000).toISOString() });
    await control('POST', '/monitor/rules/evaluate');

    const attempts = await until('it is tried', async () => {
      const { body } = await control('GET', '/monitor/deliveries');
      const [first] = body as { attempts: unknown[] }[];
      return first!.attempts.length > 0 && first!.attempts;
    });

    expect(attempts).toEqual([{ at: expect.any(String), error: expect.stringMatching(/\w/) }]);
  });
});

describe('evaluation on demand', () => {
  beforeEach(async () => {
    await alerts.close();
    alerts = start(1);
    await control('PUT', '/monitor/rules', [anActionGroup(hook), aLogRule(), aMetricRule()]);
  });

  it('does not wait for the schedule, and reports what it saw', async () => {
    addErrors({ Computer: 'a', TimeGenerated: new Date(Date.now() - 1000).toISOString() });

    const report = await control('POST', '/monitor/rules/evaluate?rule=errors');

    expect(report).toMatchObject({
      status: 200,
      body: [
        {
          rule: 'errors',
          observations: [{ breached: true, measurements: [{ value: 1 }] }],
          events: [{ monitorCondition: 'Fired', muted: false }],
        },
      ],
    });
    await receivedCount(1);
  });

  it('takes all rules if none is named, and knows no others', async () => {
    expect(await control('POST', '/monitor/rules/evaluate')).toMatchObject({
      body: [{ rule: 'errors' }, { rule: 'busy' }],
    });
    expect(await control('POST', '/monitor/rules/evaluate?rule=nothing')).toMatchObject({
      status: 404,
    });
  });

  it('ends with the rules', async () => {
    expect(await control('DELETE', '/monitor/rules')).toEqual({ status: 204 });
    expect(await control('POST', '/monitor/rules/evaluate')).toEqual({ status: 200, body: [] });
  });
});

describe('what is no rule', () => {
  it.each([
    [{ query: 'Errors | wher 1' }, 'Query operator expected'],
    [{ query: 'Errors | where * has "x"' }, 'StarExpression'],
    [{ dimensions: [{ name: 'owners', operator: 'Include', values: ['*'] }] }, 'no column owners'],
    [{ timeAggregation: 'Total', metricMeasureColumn: 'owner' }, 'of type string'],
  ])('is refused before it is due: %j', async (criterion, message) => {
    const answer = await control('PUT', '/monitor/rules', [
      anActionGroup(hook),
      aLogRule({ criterion }),
    ]);

    expect(answer).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining(message) },
    });
    expect(await control('GET', '/monitor/rules')).toEqual({ status: 200, body: [] });
  });

  it.each([[[]], [[{ resourceId: 'vm', name: 'x', value: 1 }]], [undefined]])(
    'nor are samples of a metric: %j',
    async (body) => {
      expect(await control('POST', '/monitor/metrics', body)).toMatchObject({ status: 400 });
    },
  );
});

it('has nothing to complain about in all this', () => {
  expect(logged).toEqual([]);
});
