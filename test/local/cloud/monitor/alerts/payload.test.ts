import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readResources } from '../../../../../local/cloud/monitor/alerts/resources/readResources';
import { loadParser } from '../../../../../local/cloud/monitor/kql/parser';
import type { Parser } from '../../../../../local/cloud/monitor/kql/parser';
import { alertWorld, schemas, workspaceId } from './alertWorld';
import {
  aCriterion,
  aLogRule,
  aMetricRule,
  anActionGroup,
  machine,
  workspaceScope,
} from './resources';
import type { Json } from './resources';

const samples = path.join(__dirname, '../../../../fixtures/alert-samples');
const sample = (name: string): Json =>
  JSON.parse(readFileSync(path.join(samples, `${name}.json`), 'utf8'));

let parser: Parser;
let world: ReturnType<typeof alertWorld>;
beforeAll(async () => {
  parser = await loadParser(schemas);
});
beforeEach(() => {
  world = alertWorld(parser);
});
afterEach(() => world.remove());

/** Every place in a payload, and the kind of value that stands there. */
function shapeOf(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) {
    return value.slice(0, 1).flatMap((item) => shapeOf(item, `${at}[]`));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) => shapeOf(inner, `${at}.${name}`));
  }
  return [`${at}: ${value === null ? 'null' : typeof value}`];
}

const ofOurs = ['.data.essentials.alertRuleId: string'];
const isOurOwn = (place: string) => /\.(?:customKey\d|team): string$/.test(place);
const placesOf = (value: unknown) =>
  shapeOf(value)
    .filter((place) => !isOurOwn(place) && !ofOurs.includes(place))
    .toSorted();

const hook = 'http://127.0.0.1:1/alerts';
const fire = async (rule: unknown) => {
  world.put(anActionGroup(hook), rule);
  world.addErrors({ Computer: "a'b" });
  world.addSamples({ value: 31.5, dimensions: { core: '0' } });
  world.evaluate();
  await world.pass(1);
  return world.posted[0]!.alert;
};
const computers = { name: 'Computer', operator: 'Include', values: ['*'] };
const cores = { name: 'core', operator: 'Include', values: ['*'] };

describe('a log alert', () => {
  it('has the shape of the official sample, place by place', async () => {
    const alert = await fire(aLogRule({ criterion: { dimensions: [computers] } }));

    expect(placesOf(alert)).toEqual(placesOf(sample('21-test-log-alerts-v2')));
  });

  it('says what was asked, what it came to, and about what', async () => {
    const { data } = await fire(aLogRule({ criterion: { dimensions: [computers] } }));

    expect(data.essentials).toMatchObject({
      alertId: expect.stringMatching(
        /^\/subscriptions\/6c3b\/providers\/Microsoft\.AlertsManagement\/alerts\/[0-9a-f-]{36}$/,
      ),
      alertRule: 'errors',
      severity: 'Sev1',
      signalType: 'Log',
      monitoringService: 'Log Alerts V2',
      alertTargetIDs: [workspaceScope],
      configurationItems: ["a'b"],
      firedDateTime: '2026-11-20T12:00:01.000Z',
    });
    expect(data).not.toHaveProperty('customProperties');
    expect(data.alertContext).toMatchObject({
      properties: { team: 'ml' },
      condition: {
        windowSize: 'PT5M',
        windowStartTime: '2026-11-20T11:55:01.000Z',
        windowEndTime: '2026-11-20T12:00:01.000Z',
        allOf: [
          {
            operator: 'GreaterThan',
            threshold: '0',
            metricValue: 1,
            targetResourceTypes: "['Microsoft.OperationalInsights/workspaces']",
            dimensions: [{ name: 'Computer', value: "a'b" }],
          },
        ],
      },
    });
  });

  it('links to queries that the workspace reads and that find the rows', async () => {
    const { data } = await fire(aLogRule({ criterion: { dimensions: [computers] } }));

    const [criterion] = (data.alertContext as { condition: { allOf: Record<string, string>[] } })
      .condition.allOf;
    const link = new URL(criterion!['linkToFilteredSearchResultsAPI']!);
    const query = link.searchParams.get('query')!;
    const packed = /\/q\/([^/]+)\//.exec(criterion!['linkToFilteredSearchResultsUI']!)![1]!;
    expect(link.pathname).toBe(`/v1/workspaces/${workspaceId}/query`);
    expect(query).toBe(`Errors\n| where tostring(['Computer']) == 'a\\'b'`);
    expect(parser.analyze(query)).toMatchObject({ ok: true });
    expect(gunzipSync(Buffer.from(decodeURIComponent(packed), 'base64')).toString()).toBe(query);
    expect(link.searchParams.get('timespan')).toBe(
      '2026-11-20T11:55:01.0000000Z/2026-11-20T12:00:01.0000000Z',
    );
  });

  it('has the word LowerThan, and null where there is nothing', async () => {
    const rule = aLogRule({ criterion: { operator: 'LessThan', threshold: 5 } });
    rule.properties.actions = { actionGroups: [anActionGroup(hook).id] } as never;

    const { data } = await fire(rule);

    expect(data.essentials.configurationItems).toEqual(['logs']);
    expect(data.alertContext).toMatchObject({
      properties: null,
      condition: { allOf: [{ operator: 'LowerThan', metricMeasureColumn: null, dimensions: [] }] },
    });
  });
});

describe('a metric alert', () => {
  it('has the shape of the official sample, place by place', async () => {
    const alert = await fire(aMetricRule({ criteria: [aCriterion({ dimensions: [cores] })] }));

    expect(placesOf(alert)).toEqual(placesOf(sample('23-test-metric-static')));
  });

  it('has the shape of the official sample when it resolves, and says when that was', async () => {
    const rule = aMetricRule({
      windowSize: 'PT1M',
      criteria: [aCriterion({ dimensions: [cores] })],
    });
    world.put(anActionGroup(hook), rule);
    for (const value of [90, 1, 1, 2.5]) {
      world.addSamples({ value, dimensions: { core: '0' } });
      await world.pass(60);
    }

    const { alert } = world.posted[1]!;

    // The sample of the documentation is older than the ones of today, which have these as well.
    const newer = ['.windowStartTime: string', '.windowEndTime: string', '.webTestName: null'];
    const places = placesOf(alert).filter((place) => !newer.some((end) => place.endsWith(end)));
    const official = placesOf(sample('01-common-metric-static-resolved')).filter(
      (place) => !/(?:Key\d|properties): /.test(place),
    );
    expect(places).toEqual(official);
    expect(alert.data.essentials).toMatchObject({
      monitorCondition: 'Resolved',
      firedDateTime: '2026-11-20T12:01:00.000Z',
      resolvedDateTime: '2026-11-20T12:04:00.000Z',
    });
    expect(alert.data.alertContext).toMatchObject({ condition: { allOf: [{ metricValue: 2.5 }] } });
  });

  it('says what was measured, of what', async () => {
    const { data } = await fire(aMetricRule({ criteria: [aCriterion({ dimensions: [cores] })] }));

    expect(data.essentials).toMatchObject({
      alertRule: 'busy',
      severity: 'Sev3',
      signalType: 'Metric',
      monitoringService: 'Platform',
      alertTargetIDs: [machine],
      configurationItems: ['vm1'],
      originAlertId: expect.stringMatching(/^6c3b_rg_microsoft\.insights_metricAlerts_busy_\d+$/),
    });
    expect(data.customProperties).toEqual({ team: 'ml' });
    expect(data.alertContext).toMatchObject({
      properties: { team: 'ml' },
      conditionType: 'SingleResourceMultipleMetricCriteria',
      condition: {
        allOf: [
          {
            metricName: 'Percentage CPU',
            metricNamespace: 'Microsoft.Compute/virtualMachines',
            threshold: '25',
            timeAggregation: 'Average',
            dimensions: [{ name: 'core', value: '0' }],
            metricValue: 31.5,
          },
        ],
      },
    });
  });
});

describe('resources that are not simulated', () => {
  const group = anActionGroup(hook);
  const receiver = (more: Json) =>
    anActionGroup(hook, {
      webhookReceivers: [{ name: 'h', serviceUri: hook, useCommonAlertSchema: true, ...more }],
    });
  const template = { resources: [group, aLogRule()] };

  it('are refused, while a template with those that are is read', () => {
    expect(readResources(template)).toMatchObject({ ok: true });
  });

  it.each([
    ['something else', 'nothing', 'Expected an array'],
    ['no type', [{}], 'expected an object with a type'],
    ['another type', [{ ...group, type: 'Microsoft.Insights/webtests' }], 'Microsoft.Insights/web'],
    ['a group that is not there', [aLogRule()], 'which is not among the resources'],
    ['a rule twice', [group, aLogRule(), aLogRule()], 'twice'],
    ['the older alert schema', [receiver({ useCommonAlertSchema: false })], 'common alert schema'],
    ['a secure webhook', [receiver({ useAadAuth: true })], 'Secure webhooks'],
    ['an address of another kind', [receiver({ serviceUri: 'ftp://x' })], 'http or https'],
    ['an expression', [{ ...group, id: "[resourceId('x')]" }], '/subscriptions/'],
    ['a duration of months', [group, aLogRule({ windowSize: 'P1M' })], 'P1M'],
    ['a severity', [group, aLogRule({ severity: 5 })], 'severity'],
    [
      'nothing to measure',
      [group, aLogRule({ criterion: { timeAggregation: 'Average' } })],
      'metricMeasureColumn is missing',
    ],
    [
      'more failing periods than periods',
      [group, aLogRule({ criterion: { failingPeriods: { minFailingPeriodsToAlert: 2 } } })],
      'minFailingPeriodsToAlert',
    ],
    ['muting a stateful rule', [group, aLogRule({ muteActionsDuration: 'PT1H' })], 'autoMitigate'],
    [
      'a dynamic threshold',
      [
        group,
        aMetricRule({ criteria: [aCriterion({ criterionType: 'DynamicThresholdCriterion' })] }),
      ],
      'StaticThresholdCriterion',
    ],
    [
      'several criteria of several series',
      [group, aMetricRule({ criteria: [aCriterion(), aCriterion({ dimensions: [cores] })] })],
      'exactly one value',
    ],
  ])('%s', (_, resources, message) => {
    expect(readResources(resources)).toMatchObject({
      ok: false,
      message: expect.stringContaining(message),
    });
  });
});
