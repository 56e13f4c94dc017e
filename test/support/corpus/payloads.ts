import { iso } from './playRows';
import type { Ms } from './world';

/** Where a log alert says which circuit it is about; rules of one team tend to do it one way. */
export type Naming = 'dimensions' | 'ids' | 'properties' | 'customProperties';

/** Of what an alert speaks: a deployment, an endpoint, or nothing smaller than the workspace. */
export type Subject = {
  plant?: string;
  circuit?: string;
  endpoint?: string;
  deployment?: string;
};

/** One alert as an action group tells it: once when it fires, and perhaps once when it resolves. */
export type Telling = {
  kind: 'log' | 'metric';
  naming: Naming;
  rule: string;
  severity: string;
  alertId: string;
  subject: Subject;
  condition: 'Fired' | 'Resolved';
  firedAt: Ms;
  at: Ms;
  value: number;
  threshold: number;
  query: string;
  windowMinutes: number;
};

const subscription = '/subscriptions/aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e';
const logs = `${subscription}/resourcegroups/mlops-rg/providers/microsoft.operationalinsights/workspaces/mlops-logs`;
const learning = `${subscription}/resourceGroups/mlops-rg/providers/Microsoft.MachineLearningServices/workspaces/prod-ml-workspace`;

/** The body that is posted, in the form of the official samples of the common alert schema. */
export function payloadOf(telling: Telling): Record<string, unknown> {
  return telling.kind === 'log' ? logAlert(telling) : metricAlert(telling);
}

/** A `Log Alerts V2` alert: its target is the workspace it queried, never the circuit. */
function logAlert(telling: Telling): Record<string, unknown> {
  const { naming, subject, query, value, threshold, windowMinutes, at } = telling;
  const own = names(subject);
  const dimensions = naming === 'dimensions' ? inEndpointWords(subject) : own;
  const isSplit = naming === 'dimensions' || naming === 'ids';
  return {
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        ...essentials(telling),
        signalType: 'Log',
        monitoringService: 'Log Alerts V2',
        alertTargetIDs: [logs],
        configurationItems: [subject.deployment ?? subject.endpoint ?? 'mlops-logs'],
      },
      alertContext: {
        properties: { team: 'mlops', ...(naming === 'properties' ? own : {}) },
        conditionType: 'LogQueryCriteria',
        condition: {
          windowSize: `PT${windowMinutes}M`,
          allOf: [
            {
              searchQuery: query,
              metricMeasureColumn: null,
              targetResourceTypes: "['Microsoft.OperationalInsights/workspaces']",
              operator: 'GreaterThan',
              threshold: String(threshold),
              timeAggregation: 'Count',
              dimensions: isSplit ? dimensionsOf(dimensions) : [],
              metricValue: value,
              failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
              linkToSearchResultsAPI: `https://api.loganalytics.io/v1${logs}/query?query=${encodeURIComponent(query)}`,
            },
          ],
          windowStartTime: iso(at - windowMinutes * 60_000),
          windowEndTime: iso(at),
        },
      },
      ...(naming === 'customProperties' ? { customProperties: own } : {}),
    },
  };
}

/** A platform metric alert on the Azure ML workspace, which knows nothing of circuits. */
function metricAlert(telling: Telling): Record<string, unknown> {
  const { condition, value, threshold, windowMinutes, at } = telling;
  const isFired = condition === 'Fired';
  return {
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        ...essentials(telling),
        alertRuleId: `${subscription}/resourceGroups/mlops-rg/providers/microsoft.insights/metricAlerts/${telling.rule}`,
        signalType: 'Metric',
        monitoringService: 'Platform',
        alertTargetIDs: [learning.toLowerCase()],
        configurationItems: ['prod-ml-workspace'],
      },
      alertContext: {
        properties: null,
        conditionType: 'SingleResourceMultipleMetricCriteria',
        condition: {
          windowSize: `PT${windowMinutes}M`,
          allOf: [
            {
              metricName: 'Failed Runs',
              metricNamespace: 'Microsoft.MachineLearningServices/workspaces',
              operator: 'GreaterThan',
              threshold: String(threshold),
              timeAggregation: 'Total',
              dimensions: [{ name: 'Scenario', value: 'batch' }],
              metricValue: isFired ? value : 0,
              webTestName: null,
            },
          ],
          windowStartTime: iso(at - windowMinutes * 60_000),
          windowEndTime: iso(at),
        },
      },
      customProperties: isFired ? { team: 'mlops' } : null,
    },
  };
}

function essentials({
  alertId,
  rule,
  severity,
  condition,
  firedAt,
  at,
}: Telling): Record<string, unknown> {
  // Metric alerts and log alerts write seven and three digits of a second.
  return {
    alertId: `${subscription}/providers/Microsoft.AlertsManagement/alerts/${alertId}`,
    alertRule: rule,
    severity,
    monitorCondition: condition,
    originAlertId: `${alertId}-origin`,
    firedDateTime: iso(firedAt).replace('Z', '1234Z'),
    ...(condition === 'Resolved' ? { resolvedDateTime: iso(at).replace('Z', '0000Z') } : {}),
    description: '',
    essentialsVersion: '1.0',
    alertContextVersion: '1.0',
  };
}

function names({ plant, circuit }: Subject): Record<string, string> {
  return { ...(plant ? { plant_id: plant } : {}), ...(circuit ? { circuit_id: circuit } : {}) };
}

function inEndpointWords({ endpoint, deployment }: Subject): Record<string, string> {
  return {
    ...(endpoint ? { endpoint_name: endpoint } : {}),
    ...(deployment ? { deployment_name: deployment } : {}),
  };
}

function dimensionsOf(values: Record<string, string>): { name: string; value: string }[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
