const group = '/subscriptions/6c3b/resourceGroups/rg';
export const workspaceScope = `${group}/providers/Microsoft.OperationalInsights/workspaces/logs`;
export const machine = `${group}/providers/Microsoft.Compute/virtualMachines/vm1`;
const groupId = `${group}/providers/Microsoft.Insights/actionGroups/on-call`;

export type Json = Record<string, unknown>;

/** An action group that posts to one webhook. */
export const anActionGroup = (serviceUri: string, more: Json = {}) => ({
  id: groupId,
  name: 'on-call',
  type: 'Microsoft.Insights/actionGroups',
  apiVersion: '2023-01-01',
  location: 'Global',
  properties: {
    groupShortName: 'oncall',
    enabled: true,
    webhookReceivers: [{ name: 'hook', serviceUri, useCommonAlertSchema: true }],
    ...more,
  },
});

/** Fires if a row of the last five minutes of `Errors` is there, unless told otherwise. */
export const aLogRule = ({ criterion, ...properties }: Json & { criterion?: Json } = {}) => ({
  id: `${group}/providers/Microsoft.Insights/scheduledQueryRules/errors`,
  name: 'errors',
  type: 'Microsoft.Insights/scheduledQueryRules',
  apiVersion: '2023-12-01',
  location: 'northeurope',
  kind: 'LogAlert',
  properties: {
    displayName: 'errors',
    description: 'Something went wrong',
    severity: 1,
    enabled: true,
    scopes: [workspaceScope],
    targetResourceTypes: ['Microsoft.OperationalInsights/workspaces'],
    evaluationFrequency: 'PT5M',
    windowSize: 'PT5M',
    criteria: {
      allOf: [
        {
          query: 'Errors',
          timeAggregation: 'Count',
          dimensions: [],
          operator: 'GreaterThan',
          threshold: 0,
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
          ...criterion,
        },
      ],
    },
    autoMitigate: true,
    actions: { actionGroups: [groupId.toLowerCase()], customProperties: { team: 'ml' } },
    ...properties,
  },
});

/** Fires if the processor of a machine is above a quarter on average over five minutes. */
export const aMetricRule = ({ criteria, ...properties }: Json & { criteria?: Json[] } = {}) => ({
  id: `${group}/providers/Microsoft.Insights/metricAlerts/busy`,
  name: 'busy',
  type: 'Microsoft.Insights/metricAlerts',
  apiVersion: '2018-03-01',
  location: 'global',
  properties: {
    description: '',
    severity: 3,
    enabled: true,
    scopes: [machine],
    evaluationFrequency: 'PT1M',
    windowSize: 'PT5M',
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria',
      allOf: criteria ?? [aCriterion()],
    },
    autoMitigate: true,
    actions: [{ actionGroupId: groupId, webHookProperties: { team: 'ml' } }],
    ...properties,
  },
});

export const aCriterion = (more: Json = {}): Json => ({
  criterionType: 'StaticThresholdCriterion',
  name: 'Metric1',
  metricNamespace: 'Microsoft.Compute/virtualMachines',
  metricName: 'Percentage CPU',
  operator: 'GreaterThan',
  threshold: 25,
  timeAggregation: 'Average',
  dimensions: [],
  ...more,
});
