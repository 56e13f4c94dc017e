import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { account } from '../../local/demo/account';
import { makeFleet, sitesOf } from '../../local/demo/fleet';
import { identities, place } from '../../local/demo/place';
import { brokenImage, playJobs } from '../../local/demo/playJobs';
import { playRelease } from '../../local/demo/playRelease';
import { latestRollback } from '../../local/demo/rollbackApi';
import { setScene, trust } from '../../local/demo/scene';
import { setStage } from '../../local/demo/stage';
import type { Stage } from '../../local/demo/stage';
import { environmentStory } from '../../local/demo/stories/environment';
import { freePort } from '../support/demo';
import { until } from '../support/until';

const patienceMs = 90_000;
const speed = 100;
const fleet = makeFleet({ plants: 2, circuits: 6 });
const sites = sitesOf(fleet);

/** The gateway in front of the app refuses each alert this often before it lets it through. */
const refusals = 2;

type Notice = { alertId: string; monitorCondition: 'Fired' | 'Resolved' };
type Passage = Notice & { attempts: number[]; answer: number | undefined };
type Delivery = {
  status: string;
  attempts: { at: string; status: number }[];
  body: { data: { essentials: Notice } };
};

let state: string;
let stage: Stage;
let gateway: Server;
let hook: string;
const passages = new Map<string, Passage>();

beforeAll(async () => {
  state = await mkdtemp(path.join(os.tmpdir(), 'ripcord-alert-rule-'));
  const options = {
    plants: fleet.length,
    circuits: sites.length,
    speed,
    port: await freePort(),
    once: true,
    json: true,
    keep: false,
    state,
  };
  stage = await setStage(options, () => {});
  await trust(stage.cloud.caFile);
  await setScene(stage.cloud, fleet, options);
  await stage.startApp();
  gateway = createServer((request, response) => {
    void passOn(request).then((status) => response.writeHead(status).end());
  });
  await once(gateway.listen(0, '127.0.0.1'), 'listening');
  hook = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/api/alerts`;
}, patienceMs);

afterAll(async () => {
  gateway?.closeAllConnections();
  gateway?.close();
  await stage?.stop();
  await rm(state, { recursive: true, force: true });
}, patienceMs);

/** Answers 503 as a gateway whose app is not up yet, and then what the app itself answers. */
async function passOn(request: IncomingMessage): Promise<number> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const body = Buffer.concat(chunks).toString();
  const { alertId, monitorCondition } = (JSON.parse(body) as Delivery['body']).data.essentials;
  const key = `${monitorCondition} ${alertId}`;
  const passage = passages.get(key) ?? {
    alertId,
    monitorCondition,
    attempts: [],
    answer: undefined,
  };
  passages.set(key, passage);
  passage.attempts.push(Date.now());
  if (passage.attempts.length <= refusals) {
    return 503;
  }
  const { status } = await fetch(`${stage.appUrl}${request.url}`, { method: 'POST', body });
  passage.answer = status;
  return status;
}

/** What a Bicep file compiles to: a rule over failed jobs, split by circuit, and whom it calls. */
const template = {
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
  contentVersion: '1.0.0.0',
  metadata: { _generator: { name: 'bicep', version: '0.30.23.60470' } },
  parameters: {
    location: { type: 'string', defaultValue: '[resourceGroup().location]' },
    receiverUrl: { type: 'securestring' },
    logsName: { type: 'string' },
  },
  variables: { name: 'ripcord' },
  resources: [
    {
      type: 'Microsoft.Insights/actionGroups',
      apiVersion: '2023-01-01',
      name: "[variables('name')]",
      location: 'Global',
      properties: {
        groupShortName: "[variables('name')]",
        enabled: true,
        webhookReceivers: [
          {
            name: "[format('{0}-alerts', variables('name'))]",
            serviceUri: "[parameters('receiverUrl')]",
            useCommonAlertSchema: true,
          },
        ],
      },
    },
    {
      type: 'Microsoft.Insights/scheduledQueryRules',
      apiVersion: '2023-12-01',
      name: 'batch-job-failures',
      location: "[parameters('location')]",
      kind: 'LogAlert',
      properties: {
        displayName: 'Batch job failures',
        description: 'A scoring job of a circuit failed',
        severity: 1,
        enabled: true,
        scopes: [
          "[resourceId('Microsoft.OperationalInsights/workspaces', parameters('logsName'))]",
        ],
        targetResourceTypes: ['Microsoft.OperationalInsights/workspaces'],
        evaluationFrequency: 'PT1M',
        windowSize: 'PT5M',
        criteria: {
          allOf: [
            {
              query: 'BatchJobRuns_CL | where status == "Failed"',
              timeAggregation: 'Count',
              dimensions: [
                { name: 'endpoint_name', operator: 'Include', values: ['*'] },
                { name: 'deployment_name', operator: 'Include', values: ['*'] },
              ],
              operator: 'GreaterThan',
              threshold: 0,
              failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
            },
          ],
        },
        autoMitigate: true,
        actions: {
          actionGroups: ["[resourceId('Microsoft.Insights/actionGroups', variables('name'))]"],
        },
      },
      dependsOn: ["[resourceId('Microsoft.Insights/actionGroups', variables('name'))]"],
    },
  ],
};

const passed = (condition: Notice['monitorCondition']) =>
  [...passages.values()].filter(
    ({ monitorCondition, answer }) => monitorCondition === condition && answer !== undefined,
  );

/** What Alerts Management has on file, by the call that an operator would make. */
async function alertsOnFile(): Promise<string[]> {
  const token = await stage.cloud
    .credentialOf(identities.ripcord)
    .getToken('https://management.azure.com/.default');
  const scope = `/subscriptions/${place.subscriptionId}/providers/Microsoft.AlertsManagement`;
  const response = await fetch(
    `${stage.cloud.resourceManager}${scope}/alerts?api-version=2019-05-05-preview`,
    { headers: { authorization: `Bearer ${token?.token}` } },
  );
  expect(response.status).toBe(200);
  const { value } = (await response.json()) as {
    value: { properties: { essentials: Notice } }[];
  };
  return value.map(({ properties }) => properties.essentials.monitorCondition);
}

describe('an alert rule', () => {
  it(
    'fires by itself after a bad release, gets through to Ripcord by its retries, and resolves once the fleet is taken back',
    async () => {
      await stage.cloud.behind('PUT', '/monitor/rules', {
        template,
        parameters: { receiverUrl: { value: hook }, logsName: { value: place.logsWorkspace } },
      });
      await playRelease(stage, environmentStory(sites).release, () => {});
      await playJobs(stage.cloud, sites, { outcome: brokenImage, minutesAgo: 0 });

      const rollback = await until(
        'the fleet is rolled back',
        async () => {
          const latest = await latestRollback(stage.appUrl);
          return latest?.status === 'closed' && latest;
        },
        { withinMs: 60_000 },
      );
      await playJobs(stage.cloud, sites, { outcome: { status: 'Completed' }, minutesAgo: 0 });
      await until('every alert has resolved', () => passed('Resolved').length === sites.length, {
        withinMs: 30_000,
      });

      expect(rollback).toMatchObject({ kind: 'environment', tally: { restored: sites.length } });
      const alerted = passed('Fired');
      expect(alerted).toHaveLength(sites.length);
      for (const { attempts, answer } of alerted) {
        const [first = 0, second = 0, third = 0] = attempts;
        expect(answer).toBe(202);
        expect(second - first).toBeGreaterThanOrEqual(5_000 / speed);
        expect(third - second).toBeGreaterThanOrEqual(20_000 / speed);
      }
      const deliveries = await until('every delivery is noted down', async () => {
        const all = (await stage.cloud.behind('GET', '/monitor/deliveries')) as Delivery[];
        return all.every(({ status }) => status === 'delivered') && all;
      });
      expect(deliveries.map(({ attempts }) => attempts.map(({ status }) => status))).toEqual(
        Array.from({ length: 2 * sites.length }, () => [503, 503, 202]),
      );
      expect(new Set(passed('Resolved').map(({ alertId }) => alertId))).toEqual(
        new Set(alerted.map(({ alertId }) => alertId)),
      );
      expect(await alertsOnFile()).toEqual(sites.map(() => 'Resolved'));

      const settled = await until('every receipt is settled', async () => {
        const now = await account(stage.cloud, sites);
        const { received, acted, merged, suppressed, rejected } = now.alerts;
        return received === 2 * sites.length && acted + merged + suppressed + rejected === received
          ? now
          : undefined;
      });
      expect(settled).toMatchObject({
        restored: sites.length,
        verified: sites.length,
        failed: 0,
        incidents: 1,
        writes: sites.length,
        alerts: { rejected: 0 },
      });
    },
    patienceMs,
  );
});
