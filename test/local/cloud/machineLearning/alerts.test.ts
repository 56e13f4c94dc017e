import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TestCloud, resourceGroup, subscriptionId, workspaceId } from './support/testCloud';
import type { Body } from './support/testCloud';

const version = 'api-version=2019-03-01';
const base = '/providers/Microsoft.AlertsManagement/alerts';
const alertsOf = `/subscriptions/${subscriptionId}${base}`;
const role = 'Monitoring Contributor';
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

describe('alerts management', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await TestCloud.start();
    await cloud.control('PUT', '/machineLearning/profile', { name: 'none' });
  });
  beforeEach(async () => cloud.control('DELETE', '/machineLearning/alerts'));
  afterAll(async () => cloud.close());

  const put = async (...alerts: unknown[]) =>
    cloud.control('PUT', '/machineLearning/alerts', alerts);
  const list = async (query = '', scope = `/subscriptions/${subscriptionId}`) =>
    cloud.call('GET', `${scope}${base}?${version}${query}`, { role });
  const names = async (query = '', scope?: string) => {
    const { body } = await list(query, scope);
    return body.value.map(({ name }: Body) => name);
  };

  it('shows an alert as it was put in place, with what its target says about itself', async () => {
    await put(anAlert(1, { severity: 'Sev1', description: 'too slow' }));

    const { status, body } = await cloud.call('GET', `${alertsOf}/${idOf(1)}?${version}`, { role });

    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: `${alertsOf}/${idOf(1)}`,
      name: 'alert 1',
      type: 'Microsoft.AlertsManagement/alerts',
      properties: {
        essentials: {
          severity: 'Sev1',
          alertState: 'New',
          monitorCondition: 'Fired',
          targetResourceGroup: resourceGroup,
          targetResourceType: 'microsoft.machinelearningservices/workspaces/batchendpoints',
          description: 'too slow',
          actionStatus: { isSuppressed: false },
        },
        context: { number: 1 },
      },
    });
  });

  it('lists the newest first, by default of one day and without context', async () => {
    await put(
      anAlert(1, { startDateTime: minutesAgo(90) }),
      anAlert(2, { startDateTime: minutesAgo(10) }),
      anAlert(3, { startDateTime: minutesAgo(60 * 26) }),
    );

    expect(await names()).toEqual(['alert 2', 'alert 1']);
    expect(await names('&timeRange=1h')).toEqual(['alert 2']);
    expect(await names('&timeRange=7d&sortBy=startDateTime&sortOrder=asc')).toEqual([
      'alert 3',
      'alert 1',
      'alert 2',
    ]);
    expect(await names(`&customTimeRange=${minutesAgo(120)}/${minutesAgo(60)}`)).toEqual([
      'alert 1',
    ]);
    const [first] = (await list()).body.value;
    expect(first.properties.context).toBeUndefined();
    const [whole] = (await list('&includeContext=true&select=severity')).body.value;
    expect(whole.properties).toMatchObject({
      context: { number: 2 },
      essentials: { severity: 'Sev2' },
    });
    expect(Object.keys(whole.properties.essentials)).toEqual(['severity']);
  });

  it.each([
    ['severity=Sev0', ['alert 2']],
    ['monitorCondition=Resolved', ['alert 3']],
    ['alertState=New', ['alert 3', 'alert 2', 'alert 1']],
    ['alertState=Closed', []],
    ['monitorService=Platform&severity=sev2', ['alert 3', 'alert 1']],
    [
      `alertRule=rule-1&targetResource=${encodeURIComponent(targetOf(1).toUpperCase())}`,
      ['alert 1'],
    ],
    [`targetResourceGroup=${resourceGroup}`, ['alert 3', 'alert 2', 'alert 1']],
    ['alertRule=no-such-rule', []],
  ])('narrows the list by %s', async (query, expected) => {
    await put(
      anAlert(1, { startDateTime: minutesAgo(30) }),
      anAlert(2, { startDateTime: minutesAgo(20), severity: 'Sev0' }),
      anAlert(3, { startDateTime: minutesAgo(10), monitorCondition: 'Resolved' }),
    );

    expect(await names(`&${query}`)).toEqual(expected);
  });

  it('lists what lies in a resource', async () => {
    await put(anAlert(1), anAlert(2));

    expect(await names('', targetOf(2))).toEqual(['alert 2']);
    expect(await names('', workspaceId)).toHaveLength(2);
    expect(await names('', '')).toHaveLength(2);
  });

  it('leads from page to page', async () => {
    await put(...Array.from({ length: 7 }, (_, index) => anAlert(index)));
    const found: string[] = [];

    for (let next: string | undefined = `${alertsOf}?${version}&pageCount=3`; next;) {
      const { body }: { body: Body } = await cloud.call('GET', next, { role });
      found.push(...body.value.map(({ name }: Body) => name));
      next = body.nextLink;
    }

    expect(new Set(found).size).toBe(7);
    expect(found).toHaveLength(7);
  });

  it('leaves what the monitor sees alone when a person closes an alert', async () => {
    await put(anAlert(1));
    const path = `${alertsOf}/${idOf(1)}`;

    const acknowledged = await cloud.call(
      'POST',
      `${path}/changestate?${version}&newState=Acknowledged`,
      { role },
    );
    const closed = await cloud.call('POST', `${path}/changestate?${version}&newState=Closed`, {
      role,
      body: { comments: 'rolled back' },
    });

    expect(acknowledged.body.properties.essentials).toMatchObject({ alertState: 'Acknowledged' });
    expect(closed.body.properties.essentials).toMatchObject({
      alertState: 'Closed',
      monitorCondition: 'Fired',
      lastModifiedUserName: 'app',
    });
    const history = await cloud.call('GET', `${path}/history?${version}`, { role });
    expect(history.body.properties).toMatchObject({
      alertId: idOf(1),
      modifications: [
        { modificationEvent: 'AlertCreated' },
        { modificationEvent: 'StateChange', oldValue: 'New', newValue: 'Acknowledged' },
        { oldValue: 'Acknowledged', newValue: 'Closed', comments: 'rolled back' },
      ],
    });
  });

  it('leaves what a person said alone when the monitor resolves an alert', async () => {
    await put(anAlert(1));
    const path = `${alertsOf}/${idOf(1)}`;
    await cloud.call('POST', `${path}/changestate?${version}&newState=Acknowledged`, { role });

    await put(anAlert(1, { monitorCondition: 'Resolved' }));

    const { body } = await cloud.call('GET', `${path}?${version}`, { role });
    expect(body.properties.essentials).toMatchObject({
      alertState: 'Acknowledged',
      monitorCondition: 'Resolved',
      monitorConditionResolvedDateTime: expect.any(String),
    });
    const history = await cloud.call('GET', `${path}/history?${version}`, { role });
    expect(history.body.properties.modifications.at(-1)).toMatchObject({
      modificationEvent: 'MonitorConditionChange',
      oldValue: 'Fired',
      newValue: 'Resolved',
    });
  });

  it.each(['newState=Done', 'newState=', ''])('refuses to change a state to %j', async (query) => {
    await put(anAlert(1));
    const path = `${alertsOf}/${idOf(1)}/changestate?${version}&${query}`;

    expect(await cloud.call('POST', path, { role })).toMatchObject({ status: 400 });
  });

  it.each(['timeRange=2d', 'pageCount=0', 'pageCount=251', 'color=red', 'customTimeRange=now'])(
    'answers 400 to %s rather than a list that was not asked for',
    async (query) => {
      expect(await list(`&${query}`)).toMatchObject({ status: 400 });
    },
  );

  it('answers 404 for an alert or a subscription that is not there', async () => {
    const other = alertsOf.replace(subscriptionId, idOf(9));

    expect(await cloud.call('GET', `${alertsOf}/${idOf(5)}?${version}`, { role })).toMatchObject({
      status: 404,
    });
    expect(await cloud.call('GET', `${other}?${version}`, { role })).toMatchObject({ status: 404 });
  });

  it.each([
    { who: 'Monitoring Reader', read: 200, write: 403 },
    { who: 'Reader', read: 200, write: 403 },
    { who: 'AzureML Data Scientist', read: 403, write: 403 },
    { who: 'Monitoring Contributor', read: 200, write: 200 },
  ])('lets a $who read ($read) and change ($write)', async ({ who, read, write }) => {
    await put(anAlert(1));
    const change = `${alertsOf}/${idOf(1)}/changestate?${version}&newState=Closed`;

    expect((await cloud.call('GET', `${alertsOf}?${version}`, { role: who })).status).toBe(read);
    expect((await cloud.call('POST', change, { role: who })).status).toBe(write);
  });

  it('keeps alerts over a restart', async () => {
    await put(anAlert(1));

    await cloud.restart();

    expect(await names()).toEqual(['alert 1']);
  });

  describe('in Resource Graph', () => {
    const ask = async (query: string, more: object = {}, who = role) =>
      cloud.call('POST', '/providers/Microsoft.ResourceGraph/resources?api-version=2021-03-01', {
        role: who,
        body: { subscriptions: [subscriptionId], query, ...more },
      });

    it('are counted as in a storm', async () => {
      await put(
        anAlert(1, { severity: 'Sev0' }),
        anAlert(2, { monitorCondition: 'Resolved' }),
        anAlert(3, { startDateTime: minutesAgo(90) }),
      );

      const { status, body } = await ask(`alertsmanagementresources
        | where type =~ "Microsoft.AlertsManagement/alerts"
        | extend startedAt = todatetime(properties.essentials.startDateTime)
        | where startedAt > ago(1h)
        | where tostring(properties.essentials.targetResource) contains "/workspaces/"
        | summarize fired = count(), still_firing = countif(tostring(properties.essentials.monitorCondition) == "Fired"),
            sev01 = countif(tostring(properties.essentials.severity) in ("Sev0", "Sev1"))
        | extend spike = fired > 10`);

      expect(status).toBe(200);
      expect(body).toMatchObject({
        totalRecords: 1,
        count: 1,
        resultTruncated: 'false',
        data: [{ fired: 2, still_firing: 1, sev01: 1, spike: false }],
      });
    });

    it('come over pages, as objects or as a table', async () => {
      await put(anAlert(1), anAlert(2), anAlert(3));
      const query = 'alertsmanagementresources | project name, properties | order by name asc';

      const first = await ask(query, { options: { $top: 2 } });
      const second = await ask(query, {
        options: { $top: 2, $skipToken: first.body.$skipToken, resultFormat: 'table' },
      });

      expect(first.body).toMatchObject({
        totalRecords: 3,
        data: [
          { name: 'alert 1', properties: { essentials: { severity: 'Sev2' } } },
          { name: 'alert 2' },
        ],
      });
      expect(second.body).toMatchObject({
        count: 1,
        data: {
          columns: [
            { name: 'name', type: 'string' },
            { name: 'properties', type: 'object' },
          ],
          rows: [['alert 3', expect.objectContaining({ context: { number: 3 } })]],
        },
      });
      expect(second.body.$skipToken).toBeUndefined();
    });

    it.each([
      ['resources | take 1', 'InvalidQuery'],
      ['alertsmanagementresources | where nothing == 1', 'InvalidQuery'],
      ['alertsmanagementresources | evaluate bag_unpack(properties)', 'SimulatorUnsupported'],
    ])('refuses %s', async (query, code) => {
      expect(await ask(query)).toMatchObject({ status: 400, body: { error: { code } } });
    });

    it('refuse what of a request is not simulated, and callers who may not read them', async () => {
      const query = 'alertsmanagementresources';

      expect(await ask(query, { facets: [] })).toMatchObject({ status: 400 });
      expect(await ask(query, {}, 'AzureML Data Scientist')).toMatchObject({ status: 403 });
      expect((await ask(query, { subscriptions: [idOf(9)] })).body.data).toEqual([]);
    });
  });
});

function targetOf(number: number): string {
  return `${workspaceId}/batchEndpoints/plant-${number}`;
}

function anAlert(number: number, over: object = {}) {
  return {
    alertId: idOf(number),
    name: `alert ${number}`,
    essentials: {
      severity: 'Sev2',
      targetResource: targetOf(number),
      alertRule: `rule-${number}`,
      ...over,
    },
    context: { number },
  };
}
