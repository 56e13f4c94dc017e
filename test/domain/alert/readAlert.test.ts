import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readAlert } from '../../../shared/domain/alert/readAlert';
import type { Alert, AlertReading } from '../../../shared/domain/alert/alert';
import { alertBody } from '../../support/builders';

const samples = path.resolve('test/fixtures/alert-samples');

function sample(name: string): string {
  return readFileSync(path.join(samples, name), 'utf8');
}

function read(body: string): Extract<AlertReading, { status: 'read' }>['alert'] {
  const reading = readAlert(body);
  if (reading.status !== 'read') {
    throw new Error(reading.reason);
  }
  return reading.alert;
}

function why(body: string): string {
  const reading = readAlert(body);
  return reading.status === 'unreadable' ? reading.reason : 'read';
}

/** The documentation shows some services' half of the body only; the other half is always the same. */
function completed(name: string): string {
  const half = JSON.parse(sample(name)) as object;
  const { data, ...envelope } = JSON.parse(alertBody()) as { data: object };
  return JSON.stringify({ ...envelope, data: { ...data, ...half } });
}

const vm =
  '/subscriptions/<subscription ID>/resourcegroups/pipelinealertrg/providers/microsoft.compute/virtualmachines/wcus-r2-gen2';

/** What each sample means to us. Half bodies are completed, so that their rule is ours. */
const readings: Record<string, Partial<Alert>> = {
  '01-common-metric-static-resolved.json': {
    rule: 'WCUS-R2-Gen2',
    ruleId:
      '/subscriptions/<subscription id>/resourcegroups/<resource-group>/providers/microsoft.insights/metricalerts/wcus-r2-gen2',
    service: 'platform',
    condition: 'Resolved',
    severity: 'Sev3',
    firedAt: '2019-03-22T13:58:24.371Z',
    resolvedAt: '2019-03-22T14:03:16.224Z',
    targets: [vm],
    dimensions: {
      key1: 'Value1',
      key2: 'Value2',
      resourceid: 'a0a0a0a0-bbbb-cccc-dddd-e1e1e1e1e1e1',
    },
  },
  '02-context-metric-static-fired.json': {
    dimensions: { resourceid: 'b1b1b1b1-cccc-dddd-eeee-f2f2f2f2f2f2' },
  },
  '03-context-metric-dynamic-fired.json': { dimensions: {} },
  '05-context-log-v1-loganalytics.json': { dimensions: { computer: 'INC-Gen2Alert' } },
  '07-context-log-alerts-v2.json': {
    dimensions: { name1: 'value1', name2: 'value2', computer: 'TestComputer' },
  },
  '08-context-activitylog-administrative.json': { dimensions: {} },
  '12-context-service-health.json': { condition: 'Fired', severity: 'Sev1' },
  '13-context-resource-health.json': { condition: 'Fired' },
  '14-context-prometheus.json': { dimensions: { environment: 'Prod', cluster: 'myCluster1' } },
  '17-test-budget-forecast.json': {
    rule: 'Test_forcasted_budget',
    service: 'costalerts',
    targets: [],
    firedAt: '2025-04-15T17:49:34.022Z',
    isTest: true,
  },
  '20-test-log-v1-number-of-results.json': {
    rule: 'test-logAlertRule-v1-numResults',
    service: 'loganalytics',
    severity: 'Sev4',
    isTest: true,
  },
  '21-test-log-alerts-v2.json': { service: 'logalertsv2', severity: 'Sev4', isTest: true },
  '23-test-metric-static.json': {
    dimensions: { apiname: 'GetBlob', customkey1: 'value1', customkey2: 'value2' },
    isTest: true,
  },
  '26-test-smart-detector.json': { service: 'smartdetector', isTest: true },
  '30-legacy-metric-static.json': {
    id: '/subscriptions/aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e/resourcegroups/test-rg/providers/microsoft.insights/metricalerts/test-metricalertrule|/subscriptions/aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e/resourcegroups/test-rg/providers/microsoft.storage/storageaccounts/test-storageaccount|getblob',
    rule: 'test-metricAlertRule',
    condition: 'Fired',
    severity: 'Sev3',
    firedAt: '2021-11-15T09:35:12.970Z',
    dimensions: { customkey1: 'value1', customkey2: 'value2', apiname: 'GetBlob' },
    isTest: true,
  },
  '32-legacy-log-v1-loganalytics.json': {
    id: '12345a-1234b-123c-123d-12345678e|acmerule|2018-03-26t09:10:40z|inc-gen2alert',
    rule: 'AcmeRule',
    service: 'loganalytics',
    condition: 'Fired',
    severity: 'Sev2',
    firedAt: '2018-03-26T09:10:40.000Z',
    dimensions: { computer: 'INC-Gen2Alert' },
  },
  '35-legacy-budget.json': { rule: 'test-budgetName', service: 'costalerts', isTest: true },
  '37-common-essentials-fired-no-configurationItems.json': {
    rule: 'Contoso IT Metric Alert',
    severity: 'Sev3',
    firedAt: '2019-03-26T05:25:50.499Z',
  },
};

describe('readAlert over the samples of the documentation', () => {
  it.each([
    {
      name: '01-common-metric-static-resolved.json',
      expected: {
        id: '/subscriptions/<subscription id>/providers/microsoft.alertsmanagement/alerts/aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e',
        rule: 'WCUS-R2-Gen2',
        condition: 'Resolved',
        severity: 'Sev3',
        firedAt: '2019-03-22T13:58:24.371Z',
      },
    },
    {
      name: '20-test-log-v1-number-of-results.json',
      expected: { rule: 'test-logAlertRule-v1-numResults', condition: 'Fired', severity: 'Sev4' },
    },
    {
      name: '21-test-log-alerts-v2.json',
      expected: {
        rule: 'test-logAlertRule-v2',
        condition: 'Fired',
        firedAt: '2025-04-15T18:08:03.626Z',
        dimensions: { computer: 'test-computer', customkey1: 'value1', customkey2: 'value2' },
      },
    },
    {
      name: '23-test-metric-static.json',
      expected: { rule: 'test-metricAlertRule', dimensions: { customkey1: 'value1' } },
    },
    {
      name: '26-test-smart-detector.json',
      expected: { rule: 'test-SmartAlertRule', firedAt: '2021-10-28T19:09:09.111Z' },
    },
  ])('reads $name', ({ name, expected }) => {
    expect(read(sample(name))).toMatchObject(expected);
  });

  it.each([
    { name: '02-context-metric-static-fired.json', dimension: 'resourceid' },
    { name: '03-context-metric-dynamic-fired.json', dimension: undefined },
    { name: '05-context-log-v1-loganalytics.json', dimension: undefined },
    { name: '07-context-log-alerts-v2.json', dimension: 'computer' },
    { name: '08-context-activitylog-administrative.json', dimension: undefined },
    { name: '12-context-service-health.json', dimension: 'trackingid' },
    { name: '13-context-resource-health.json', dimension: 'cause' },
    { name: '14-context-prometheus.json', dimension: undefined },
  ])('reads a body with the context of $name', ({ name, dimension }) => {
    const { rule, dimensions } = read(completed(name));

    expect(rule).toBe('batch-job-failures');
    expect(dimension === undefined || dimension in dimensions).toBe(true);
  });

  it('reads essentials without configurationItems', () => {
    const { rule, targets } = read(
      completed('37-common-essentials-fired-no-configurationItems.json'),
    );

    expect(rule).toBe('Contoso IT Metric Alert');
    expect(targets).toHaveLength(1);
  });

  it('has an expectation for every sample', () => {
    const names = readdirSync(samples).filter((name) => name.endsWith('.json'));

    expect(Object.keys(readings).toSorted()).toEqual(names.toSorted());
  });

  it.each(Object.entries(readings))('reads %s', (name, expected) => {
    const json = JSON.parse(sample(name)) as object;
    const body = 'alertContext' in json || 'essentials' in json ? completed(name) : sample(name);

    expect(read(body)).toMatchObject(expected);
  });
});

const vmId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm';

/** An activity log alert of the time before the common schema. */
function activityLog(source: string, properties: object, status = 'Active'): object {
  return {
    schemaId: 'Microsoft.Insights/activityLogs',
    data: {
      status: 'Activated',
      context: {
        activityLog: {
          eventSource: source,
          eventTimestamp: '2021-11-16T09:50:20.406+00:00',
          eventDataId: 'BBBB-1',
          level: 'Informational',
          operationName: 'Microsoft.Resourcehealth/healthevent/Activated/action',
          properties,
          resourceId: vmId,
          status,
        },
      },
      properties: { plant_id: 'P001' },
    },
  };
}

const classic = {
  status: 'Deactivated',
  context: {
    timestamp: '2021-11-15T09:35:12Z',
    id: '/subscriptions/s/alertrules/cpu',
    name: 'cpu',
    severity: 3,
    conditionType: 'Metric',
    resourceId: vmId,
  },
  properties: null,
};

describe('readAlert over the shapes before the common schema', () => {
  it.each([
    {
      what: 'an unhealthy resource',
      json: activityLog('ResourceHealth', { title: 'Gone', currentHealthStatus: 'Unavailable' }),
      expected: {
        id: 'bbbb-1',
        service: 'resourcehealth',
        condition: 'Fired',
        severity: 'Sev3',
        firedAt: '2021-11-16T09:50:20.406Z',
        targets: [vmId],
        dimensions: { plant_id: 'P001' },
        health: {
          subject: `resourcehealth:${vmId.toLowerCase()}`,
          title: 'vm: Gone',
          state: 'down',
        },
      },
    },
    {
      what: 'an incident of the platform that is over',
      json: activityLog('ServiceHealth', { trackingId: 'ABC1-DEF', stage: 'Resolved' }, 'Resolved'),
      expected: {
        health: { subject: 'servicehealth:abc1-def', title: 'Service Health', state: 'up' },
      },
    },
    {
      what: 'a test of the portal, which says so in a property',
      json: activityLog('ServiceHealth', { stage: 'Active', isSynthetic: 'True' }),
      expected: { isTest: true },
    },
    {
      what: 'what somebody did',
      json: activityLog('Administrative', { eventCategory: 'Administrative' }),
      expected: {
        rule: 'Microsoft.Resourcehealth/healthevent/Activated/action',
        service: 'administrative',
      },
    },
    {
      what: 'a classic metric alert without an envelope, that is over',
      json: classic,
      expected: {
        rule: 'cpu',
        condition: 'Resolved',
        severity: 'Sev3',
        resolvedAt: '2021-11-15T09:35:12.000Z',
        targets: [vmId],
      },
    },
    {
      what: 'a log alert in an envelope, with a number for its severity',
      json: {
        schemaId: 'Microsoft.Insights/LogAlert',
        data: {
          SubscriptionId: 'S',
          AlertRuleName: 'slow',
          SearchQuery: 'requests',
          SearchIntervalEndtimeUtc: '3/22/2019 1:51:31 PM',
          Severity: '1',
          Dimensions: [{ name: 'Circuit_Id', value: 'C001' }],
          ResourceId: vmId,
        },
      },
      expected: {
        id: 's|slow|3/22/2019 1:51:31 pm|c001',
        rule: 'slow',
        severity: 'Sev1',
        firedAt: '2019-03-22T13:51:31.000Z',
        targets: [vmId],
        dimensions: { circuit_id: 'C001' },
      },
    },
  ])('reads $what', ({ json, expected }) => {
    expect(read(JSON.stringify(json))).toMatchObject(expected);
  });

  it('gives one id to the news that an old metric alert fired and that it is over', () => {
    const fired = read(JSON.stringify({ ...classic, status: 'Activated' }));

    expect(read(JSON.stringify(classic)).id).toBe(fired.id);
    expect(fired.condition).toBe('Fired');
  });
});

describe('readAlert', () => {
  it.each([
    { severity: 'Sev3', expected: 'Sev3' },
    { severity: 'sev0', expected: 'Sev0' },
    { severity: '3', expected: 'Sev3' },
    { severity: 2, expected: 'Sev2' },
    { severity: 'Informational', expected: 'Sev3' },
    { severity: null, expected: undefined },
    { severity: 7, expected: undefined },
    { severity: ['Sev1'], expected: undefined },
  ])('takes a severity of $severity as $expected', ({ severity, expected }) => {
    const body = JSON.parse(alertBody()) as { data: { essentials: Record<string, unknown> } };
    body.data.essentials['severity'] = severity;

    expect(read(JSON.stringify(body)).severity).toBe(expected);
  });

  it.each(['alertRuleId', 'alertRuleID', 'alertruleid'])(
    'reads the id of the rule as %s',
    (key) => {
      const body = JSON.parse(alertBody({ rule: null })) as {
        data: { essentials: Record<string, unknown> };
      };
      body.data.essentials[key] = '/subscriptions/S/scheduledQueryRules/Slow';

      expect(read(JSON.stringify(body))).toMatchObject({
        rule: 'Slow',
        ruleId: '/subscriptions/s/scheduledqueryrules/slow',
      });
    },
  );

  it.each(['ServiceHealth', 'Service Health', 'SERVICEHEALTH'])(
    'knows %s as one service',
    (name) => {
      const body = JSON.parse(alertBody()) as { data: { essentials: Record<string, unknown> } };
      body.data.essentials['monitoringService'] = name;

      expect(read(JSON.stringify(body))).toMatchObject({
        service: 'servicehealth',
        health: { state: 'down' },
      });
    },
  );

  it.each([
    { what: 'text', body: 'Hello', reason: 'not JSON: Hello' },
    { what: 'nothing', body: '', reason: 'not JSON: ' },
    { what: 'half a document', body: '{"schemaId":', reason: 'not JSON: {"schemaId":' },
    {
      what: 'a long text, of which it quotes the beginning',
      body: 'x'.repeat(500),
      reason: `not JSON: ${'x'.repeat(80)}…`,
    },
    {
      what: 'null',
      body: 'null',
      reason: 'schemaId is none, expected azureMonitorCommonAlertSchema',
    },
    {
      what: 'a list',
      body: '[]',
      reason: 'schemaId is none, expected azureMonitorCommonAlertSchema',
    },
    {
      what: 'an unknown schema',
      body: '{"schemaId":"somethingElse"}',
      reason: 'schemaId is somethingElse, expected azureMonitorCommonAlertSchema',
    },
    {
      what: 'a moment that is none',
      body: alertBody({ firedAt: 'yesterday' }),
      reason: 'firedDateTime is no moment: yesterday',
    },
  ])('refuses $what', ({ body, reason }) => {
    expect(readAlert(body)).toEqual({ status: 'unreadable', reason });
  });

  it('refuses a condition it does not know rather than take it for Fired', () => {
    expect(why(alertBody({ condition: 'Unknown' }))).toMatch(/data\.essentials\.monitorcondition/);
  });

  it.each([
    { firedAt: '2026-11-21T00:39:00.1234567Z', expected: '2026-11-21T00:39:00.123Z' },
    { firedAt: '2026-11-21T00:39:00.123Z', expected: '2026-11-21T00:39:00.123Z' },
    { firedAt: '2026-11-21T00:39:00Z', expected: '2026-11-21T00:39:00.000Z' },
    { firedAt: '2026-11-21T01:39:00+01:00', expected: '2026-11-21T00:39:00.000Z' },
    { firedAt: '2026-11-21T00:39:00+00:00', expected: '2026-11-21T00:39:00.000Z' },
    { firedAt: '3/22/2019 1:36:31 PM', expected: '2019-03-22T13:36:31.000Z' },
  ])('takes $firedAt as $expected', ({ firedAt, expected }) => {
    expect(read(alertBody({ firedAt })).firedAt).toBe(expected);
  });

  it('gives a Fired and its Resolved one id, however their ids are written', () => {
    const fired = read(alertBody({ id: 'AbC' }));
    const resolved = read(alertBody({ id: 'aBc', condition: 'Resolved' }));

    expect(resolved.id).toBe(fired.id);
  });

  it('reads a Resolved whose moments of firing and resolving are the same', () => {
    const body = JSON.parse(alertBody({ condition: 'Resolved' })) as {
      data: { essentials: Record<string, unknown> };
    };
    body.data.essentials['resolvedDateTime'] = body.data.essentials['firedDateTime'];

    expect(read(JSON.stringify(body)).condition).toBe('Resolved');
  });

  it('finds custom properties where metric rules and where log rules put them', () => {
    const metric = read(alertBody({ dimensions: {}, customProperties: { Plant_Id: 'P001' } }));
    const log = read(alertBody({ dimensions: {}, properties: { Plant_Id: 'P001' } }));

    expect(metric.dimensions).toEqual({ plant_id: 'P001' });
    expect(log.dimensions).toEqual({ plant_id: 'P001' });
  });

  it('believes a dimension, which was measured, before a property, which was typed', () => {
    const { dimensions } = read(
      alertBody({ dimensions: { plant_id: 'P002' }, properties: { plant_id: 'P001' } }),
    );

    expect(dimensions).toEqual({ plant_id: 'P002' });
  });

  it('keeps only text: a number or a flag names no circuit', () => {
    const { dimensions } = read(
      alertBody({ dimensions: {}, properties: { plant_id: 7, circuit_id: null, team: 'ml' } }),
    );

    expect(dimensions).toEqual({ team: 'ml' });
  });

  it('reads dimensions that carry more than a name and a value', () => {
    const body = JSON.parse(alertBody()) as {
      data: { alertContext: { condition: { allOf: object[] } } };
    };
    body.data.alertContext.condition.allOf = [
      {
        threshold: 0,
        metricValue: null,
        operator: 'Less Than',
        dimensions: [
          { name: 'circuit_id', value: 'C001', type: null, values: null, operator: null },
        ],
      },
      { dimensions: null },
    ];

    expect(read(JSON.stringify(body)).dimensions).toEqual({ circuit_id: 'C001' });
  });

  it.each([
    { what: 'no alertContext', context: undefined },
    { what: 'an alertContext of null', context: null },
    { what: 'an empty alertContext', context: {} },
    { what: 'a condition of null', context: { condition: null, properties: null } },
    { what: 'no criteria', context: { condition: { allOf: null } } },
  ])('reads a body with $what', ({ context }) => {
    const body = JSON.parse(alertBody()) as { data: { alertContext: unknown } };
    body.data.alertContext = context;

    expect(read(JSON.stringify(body)).dimensions).toEqual({});
  });

  it('reads targets and severity that are null', () => {
    const body = JSON.parse(alertBody({ targets: null })) as {
      data: { essentials: Record<string, unknown> };
    };
    body.data.essentials['severity'] = null;
    const alert = read(JSON.stringify(body));

    expect(alert.targets).toEqual([]);
    expect(alert).not.toHaveProperty('severity');
  });
});
