import { randomUUID } from 'node:crypto';
import type { Site } from './fleet';
import { place, workspaceId } from './place';

/** What an action group posts, and how often: the same alert comes twice where two groups name us. */
export type Delivery = { body: unknown; times: 1 | 2 };

type Condition = 'Fired' | 'Resolved';

/** One firing of a log search alert rule that is split by circuit, and what its query came to. */
export type Firing = {
  rule: string;
  site: Site;
  firedAt: Date;
  query: string;
  value: number;
  threshold: number;
  /** The same for all that is told of one firing; without it, a firing of its own. */
  id?: string;
  condition?: Condition;
};

/**
 * The alerts of jobs that fail, at most 37: log alerts of the circuits, metric alerts of the whole
 * workspace, and alerts of an earlier, unrelated hiccup that resolve meanwhile.
 */
export function alertsOf(failing: readonly Site[], now: Date): Delivery[] {
  return [
    ...failing.slice(0, 28).map((site) => jobFailures(site, now)),
    ...workspaceTroubles(4, now),
    ...nodeTroubles(5, now),
  ].map((body, index) => ({ body, times: index % 7 === 0 ? 2 : 1 }));
}

/** The alert that jobs of a circuit have failed. */
export function jobFailures(site: Site, firedAt: Date): unknown {
  const query = 'BatchJobRuns_CL | where status == "Failed"';
  return logAlert({
    rule: 'batch-job-failures',
    site,
    firedAt,
    query,
    value: 1,
    threshold: 0,
  });
}

/** Metric alerts that too many runs of the whole workspace have failed, each with its own limit. */
export function workspaceTroubles(count: number, now: Date): unknown[] {
  return Array.from({ length: count }, (_, index) => metricAlert(index + 1, 'Fired', now));
}

/** The ends of an earlier, unrelated hiccup: metric alerts that resolve. */
export function nodeTroubles(count: number, now: Date): unknown[] {
  return Array.from({ length: count }, (_, index) => metricAlert(index + 1, 'Resolved', now));
}

/** A log search alert, split by endpoint and deployment: its target is the workspace it queried. */
export function logAlert(firing: Firing): unknown {
  const { rule, site, firedAt, condition = 'Fired', id = randomUUID() } = firing;
  const subscription = `/subscriptions/${place.subscriptionId}`;
  return commonAlert({
    essentials: {
      ...essentials({ rule, firedAt, id, condition }),
      severity: 'Sev1',
      signalType: 'Log',
      monitoringService: 'Log Alerts V2',
      alertTargetIDs: [
        `${subscription}/resourcegroups/${place.resourceGroup}/providers/microsoft.operationalinsights/workspaces/${place.logsWorkspace}`,
      ],
      configurationItems: [site.deployment],
    },
    context: { properties: {}, ...evaluation('LogQueryCriteria', logCriterion(firing), firedAt) },
  });
}

function logCriterion({ query, value, threshold, site }: Firing): unknown {
  return {
    searchQuery: query,
    metricMeasureColumn: null,
    targetResourceTypes: "['Microsoft.OperationalInsights/workspaces']",
    operator: 'GreaterThan',
    threshold: String(threshold),
    timeAggregation: 'Count',
    dimensions: [
      { name: 'endpoint_name', value: site.endpoint },
      { name: 'deployment_name', value: site.deployment },
    ],
    metricValue: value,
    failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
  };
}

/** A platform metric alert on the Azure ML workspace, which knows nothing of circuits. */
function metricAlert(number: number, condition: Condition, now: Date): unknown {
  const isFired = condition === 'Fired';
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
  const rule = isFired ? 'workspace-failed-runs' : 'workspace-node-preemptions';
  return commonAlert({
    essentials: {
      ...essentials({ rule, firedAt: now, id: randomUUID(), condition }),
      severity: 'Sev2',
      signalType: 'Metric',
      monitoringService: 'Platform',
      alertTargetIDs: [workspaceId],
      configurationItems: [place.workspace],
    },
    context: {
      properties: null,
      ...evaluation('SingleResourceMultipleMetricCriteria', criterion, now),
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

function evaluation(conditionType: string, criterion: unknown, at: Date): Record<string, unknown> {
  return {
    conditionType,
    condition: {
      windowSize: 'PT5M',
      allOf: [criterion],
      windowStartTime: minutesBefore(at, 5),
      windowEndTime: at.toISOString(),
    },
  };
}

type Essentials = { rule: string; firedAt: Date; id: string; condition: Condition };

function essentials({ rule, firedAt, id, condition }: Essentials): Record<string, unknown> {
  return {
    alertId: `/subscriptions/${place.subscriptionId}/providers/Microsoft.AlertsManagement/alerts/${id}`,
    alertRule: rule,
    monitorCondition: condition,
    originAlertId: id,
    firedDateTime: firedAt.toISOString(),
    ...(condition === 'Resolved' ? { resolvedDateTime: minutesBefore(firedAt, -1) } : {}),
    description: '',
    essentialsVersion: '1.0',
    alertContextVersion: '1.0',
  };
}

function minutesBefore(at: Date, minutes: number): string {
  return new Date(at.getTime() - minutes * 60_000).toISOString();
}
