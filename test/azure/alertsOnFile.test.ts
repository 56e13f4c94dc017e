import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { alertsOnFile } from '../../shared/azure/alertsOnFile';
import { findMissingAlerts } from '../../shared/domain/alert/onFile';
import { readAlert } from '../../shared/domain/alert/readAlert';
import { aPolicy, alertBody } from '../support/builders';
import { startWorkspace, workspaceId } from '../support/machineLearning';
import type { SimulatedWorkspace } from '../support/machineLearning';
import { establishTrust } from '../support/trust';
import type { Trust } from '../support/trust';

const context = (JSON.parse(alertBody()) as { data: { alertContext: unknown } }).data.alertContext;
const rule = '/subscriptions/s/providers/Microsoft.Insights/scheduledQueryRules/batch-job-failures';
const many = 300;

let trust: Trust;
let cloud: SimulatedWorkspace;

function guid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** An alert on file, as Alerts Management keeps it. */
function anAlertOnFile(number: number, over: object = {}): object {
  return {
    alertId: guid(number),
    name: 'batch-job-failures',
    essentials: {
      severity: 'Sev1',
      signalType: 'Log',
      monitorService: 'Log Alerts V2',
      targetResource: workspaceId,
      alertRule: rule,
      sourceCreatedId: 'o',
      startDateTime: new Date(Date.now() - 3_600_000 - number * 1_000).toISOString(),
      ...over,
    },
    context,
  };
}

beforeAll(async () => {
  trust = await establishTrust();
  cloud = await startWorkspace(trust);
  const alerts = Array.from({ length: many }, (_, number) => anAlertOnFile(number));
  const old = new Date(Date.now() - 25 * 3_600_000).toISOString();
  await cloud.control('PUT', '/machineLearning/alerts', [
    ...alerts,
    anAlertOnFile(many, { startDateTime: old }),
    anAlertOnFile(many + 1, { actionStatus: { isSuppressed: true } }),
  ]);
});

afterAll(async () => {
  await cloud.close();
  await trust.close();
});

describe('alertsOnFile', () => {
  it('reads all pages of the last day, as the alerts would have come', async () => {
    const alerts = await alertsOnFile(
      cloud.place,
      trust.credential('Monitoring Reader'),
    ).ofLastDay();

    expect(alerts).toHaveLength(many + 1);
    const first = alerts.find(({ id }) => id.endsWith(guid(0)));
    expect(first).toMatchObject({
      rule: 'batch-job-failures',
      ruleId: rule.toLowerCase(),
      condition: 'Fired',
      isSuppressed: false,
    });
    expect(readAlert(first?.body ?? '')).toMatchObject({
      status: 'read',
      alert: {
        rule: 'batch-job-failures',
        severity: 'Sev1',
        service: 'logalertsv2',
        targets: [workspaceId],
        firedAt: first?.firedAt,
        dimensions: { endpoint_name: 'batch-endpoint-plant-P001' },
      },
    });
    const arrived = new Set(Array.from({ length: many - 1 }, (_, index) => guid(index + 1)));
    const before = new Date().toISOString();
    const missing = findMissingAlerts(alerts, { arrived, policy: aPolicy(), before });
    expect(missing.map(({ id }) => id)).toEqual([first?.id]);
  });

  it('throws with the status when it is not let in', async () => {
    const place = { ...cloud.place, subscriptionId: '00000000-0000-0000-0000-00000000dead' };

    await expect(
      alertsOnFile(place, trust.credential('Monitoring Reader')).ofLastDay(),
    ).rejects.toThrow(/Alerts Management answered 40[34]/);
  });
});
