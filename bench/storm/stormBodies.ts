import { randomUUID } from 'node:crypto';
import type { Site } from '../../local/demo/fleet';
import { place } from '../../local/demo/place';

/** As many alerts of one rule, round about the circuits, each an alert of its own. */
export function stormBodies(
  count: number,
  { rule, sites }: { rule: string; sites: readonly Site[] },
): string[] {
  const firedAt = new Date().toISOString();
  return Array.from({ length: count }, (_, index) =>
    JSON.stringify(logAlert({ rule, firedAt, site: sites[index % sites.length] })),
  );
}

type Fired = { rule: string; firedAt: string; site: Site | undefined };

/** A log search alert that is split by endpoint and deployment, with all that Azure puts into one. */
function logAlert(fired: Fired): unknown {
  return {
    schemaId: 'azureMonitorCommonAlertSchema',
    data: { essentials: essentials(fired), alertContext: context(fired) },
  };
}

const subscription = `/subscriptions/${place.subscriptionId}`;

function essentials({ rule, firedAt, site }: Fired): unknown {
  const workspace = `providers/microsoft.operationalinsights/workspaces/${place.logsWorkspace}`;
  return {
    alertId: `${subscription}/providers/Microsoft.AlertsManagement/alerts/${randomUUID()}`,
    alertRule: rule,
    severity: 'Sev1',
    signalType: 'Log',
    monitorCondition: 'Fired',
    monitoringService: 'Log Alerts V2',
    alertTargetIDs: [`${subscription}/resourcegroups/${place.resourceGroup}/${workspace}`],
    configurationItems: [site?.deployment],
    originAlertId: randomUUID(),
    firedDateTime: firedAt,
    description: 'A scoring job of a circuit failed',
    essentialsVersion: '1.0',
    alertContextVersion: '1.0',
  };
}

function context({ firedAt, site }: Fired): unknown {
  const query = 'BatchJobRuns_CL | where status == "Failed"';
  const api = `https://api.loganalytics.io/v1/workspaces/${place.logsWorkspaceId}/query?query=${encodeURIComponent(query)}`;
  const portal = `https://portal.azure.com/#blade/query/${api}`;
  const criterion = {
    searchQuery: query,
    metricMeasureColumn: null,
    targetResourceTypes: "['Microsoft.OperationalInsights/workspaces']",
    operator: 'GreaterThan',
    threshold: '0',
    timeAggregation: 'Count',
    dimensions: [
      { name: 'endpoint_name', value: site?.endpoint },
      { name: 'deployment_name', value: site?.deployment },
    ],
    metricValue: 1,
    failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
    linkToSearchResultsUI: portal,
    linkToFilteredSearchResultsUI: portal,
    linkToSearchResultsAPI: api,
    linkToFilteredSearchResultsAPI: api,
  };
  return {
    properties: {},
    conditionType: 'LogQueryCriteria',
    condition: {
      windowSize: 'PT5M',
      allOf: [criterion],
      windowStartTime: firedAt,
      windowEndTime: firedAt,
    },
  };
}
