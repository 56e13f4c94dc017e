import { describe, expect, it } from '@jest/globals';
import type { ControlRoute } from '../../../local/cloud/control/route';
import { fileAlert } from '../../../local/cloud/fileAlert';
import { ImportedAlert } from '../../../local/cloud/machineLearning/alerts/alert';
import type { CommonAlert } from '../../../local/cloud/monitor/alerts/payload/commonAlert';

const target =
  '/subscriptions/6c3b/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1';
const id = '74be27de-1e4e-49d9-b579-fe0b331d3642';
const alert: CommonAlert = {
  schemaId: 'azureMonitorCommonAlertSchema',
  data: {
    essentials: {
      alertId: `/subscriptions/6c3b/providers/Microsoft.AlertsManagement/alerts/${id}`,
      alertRule: 'busy',
      alertRuleId:
        '/subscriptions/6c3b/resourceGroups/rg/providers/Microsoft.Insights/metricAlerts/busy',
      severity: 'Sev3',
      signalType: 'Metric',
      monitorCondition: 'Resolved',
      monitoringService: 'Platform',
      alertTargetIDs: [target],
      configurationItems: ['vm1'],
      originAlertId: 'origin',
      firedDateTime: '2026-11-20T12:00:00.000Z',
      resolvedDateTime: '2026-11-20T12:05:00.000Z',
      description: 'Too busy',
      essentialsVersion: '1.0',
      alertContextVersion: '1.0',
    },
    alertContext: { conditionType: 'SingleResourceMultipleMetricCriteria' },
    customProperties: null,
  },
};

const answering = (status: number, bodies: unknown[] = []): ControlRoute => ({
  method: 'PUT',
  path: '/machineLearning/alerts',
  handle: ({ body }) => {
    bodies.push(body);
    return { status };
  },
});

describe('fileAlert', () => {
  it('says in the words of Alerts Management what the payload says', async () => {
    const bodies: unknown[] = [];

    await fileAlert(alert, [answering(200, bodies)]);

    const [[filed]] = bodies as [[unknown]];
    expect(ImportedAlert.parse(filed)).toMatchObject({
      alertId: id,
      name: 'busy',
      essentials: {
        severity: 'Sev3',
        monitorCondition: 'Resolved',
        monitorService: 'Platform',
        targetResource: target,
        alertRule: alert.data.essentials.alertRuleId,
        sourceCreatedId: 'origin',
        startDateTime: '2026-11-20T12:00:00.000Z',
        monitorConditionResolvedDateTime: '2026-11-20T12:05:00.000Z',
      },
      context: alert.data.alertContext,
    });
  });

  it.each([[[answering(400)]], [[]]])('says so if nobody takes the alert', async (routes) => {
    await expect(fileAlert(alert, routes)).rejects.toThrow(`The alert ${id} was not filed`);
  });
});
