import { randomUUID } from 'node:crypto';
import type { Site } from './fleet';
import { place, workspaceId } from './place';

/** What an action group posts, and how often: the same alert comes twice where two groups name us. */
export type Delivery = { body: unknown; times: 1 | 2 };

const jobFailureRule = 'batch-job-failures';

/**
 * The alerts of the story, at most 37: log alerts of the circuits that fail, metric alerts of the
 * whole workspace, and alerts of an earlier, unrelated hiccup that resolve while the storm goes on.
 */
export function alertsOf(failing: readonly Site[], now: Date): Delivery[] {
  const log = failing.slice(0, 28).map((site) => logAlert(site, now));
  const metric = Array.from({ length: 4 }, (_, index) => metricAlert(index + 1, 'Fired', now));
  const resolved = Array.from({ length: 5 }, (_, index) => metricAlert(index + 1, 'Resolved', now));
  return [...log, ...metric, ...resolved].map((body, index) => ({
    body,
    times: index % 7 === 0 ? 2 : 1,
  }));
}

/** A stateful log search alert, split by endpoint and deployment: its target is the workspace it queried. */
function logAlert({ endpoint, deployment }: Site, now: Date): unknown {
  const criterion = {
    searchQuery: 'BatchJobRuns_CL | where status == "Failed"',
    metricMeasureColumn: null,
    targetResourceTypes: "['Microsoft.OperationalInsights/workspaces']",
    operator: 'GreaterThan',
    threshold: '0',
    timeAggregation: 'Count',
    dimensions: [
      { name: 'endpoint_name', value: endpoint },
      { name: 'deployment_name', value: deployment },
    ],
    metricValue: 1,
    failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
  };
  return commonAlert({
    essentials: {
      ...essentials(jobFailureRule, now),
      severity: 'Sev1',
      signalType: 'Log',
      monitorCondition: 'Fired',
      monitoringService: 'Log Alerts V2',
      alertTargetIDs: [
        `/subscriptions/${place.subscriptionId}/resourcegroups/${place.resourceGroup}/providers/microsoft.operationalinsights/workspaces/${place.logsWorkspace}`,
      ],
      configurationItems: [deployment],
    },
    context: { properties: {}, ...condition('LogQueryCriteria', criterion, now) },
  });
}

/** A platform metric alert on the Azure ML workspace, which knows nothing of circuits. */
function metricAlert(number: number, state: 'Fired' | 'Resolved', now: Date): unknown {
  const isFired = state === 'Fired';
  const criterion = {
    metricName: isFired ? 'Failed Runs' : 'Preempted Nodes',
    metricNamespace: 'Microsoft.MachineLearningServices/workspaces',
    operator: 'GreaterThan',
    threshold: String(number * 5),
    timeAggregation: 'Total',
    dimensions: [{ name: 'Scenario', value: 'batch' }],
    metricValue: isFired ? 41 : 0,
    webTestName: null,
  };
  return commonAlert({
    essentials: {
      ...essentials(isFired ? 'workspace-failed-runs' : 'workspace-node-preemptions', now),
      severity: 'Sev2',
      signalType: 'Metric',
      monitorCondition: state,
      monitoringService: 'Platform',
      alertTargetIDs: [workspaceId],
      configurationItems: [place.workspace],
      ...(isFired ? {} : { resolvedDateTime: now.toISOString() }),
    },
    context: {
      properties: null,
      ...condition('SingleResourceMultipleMetricCriteria', criterion, now),
    },
  });
}

function commonAlert({
  essentials: known,
  context,
}: {
  essentials: unknown;
  context: unknown;
}): unknown {
  return {
    schemaId: 'azureMonitorCommonAlertSchema',
    data: { essentials: known, alertContext: context, customProperties: {} },
  };
}

function condition(conditionType: string, criterion: unknown, now: Date): Record<string, unknown> {
  return {
    conditionType,
    condition: {
      windowSize: 'PT5M',
      allOf: [criterion],
      windowStartTime: minutesBefore(now, 5),
      windowEndTime: now.toISOString(),
    },
  };
}

function essentials(rule: string, now: Date): Record<string, unknown> {
  return {
    alertId: `/subscriptions/${place.subscriptionId}/providers/Microsoft.AlertsManagement/alerts/${randomUUID()}`,
    alertRule: rule,
    originAlertId: randomUUID(),
    firedDateTime: now.toISOString(),
    description: '',
    essentialsVersion: '1.0',
    alertContextVersion: '1.0',
  };
}

function minutesBefore(now: Date, minutes: number): string {
  return new Date(now.getTime() - minutes * 60_000).toISOString();
}
