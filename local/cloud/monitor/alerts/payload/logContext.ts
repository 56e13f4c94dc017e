import type { AlertEvent } from '../evaluation/transitions';
import type { LogRule, RuleAction } from '../resources/alertRule';
import { typeIn } from '../resources/armId';
import { searchLinks } from './portalLinks';

/** The `alertContext` of a log alert: what was asked and what it came to, and never the rows. */
export function logContext(
  { criterion, scopes, targetResourceTypes, windowSize }: LogRule,
  { alert, window }: AlertEvent,
  { properties, workspaceId }: Pick<RuleAction, 'properties'> & { workspaceId: string },
): object {
  const [scope = ''] = scopes;
  const types = targetResourceTypes.length > 0 ? targetResourceTypes : [typeIn(scope)];
  const { query, operator, threshold, timeAggregation, failingPeriods } = criterion;
  return {
    properties,
    conditionType: 'LogQueryCriteria',
    condition: {
      windowSize: windowSize.text,
      allOf: alert.observation.measurements.map(({ value, dimensions }) => ({
        searchQuery: query,
        metricMeasureColumn: criterion.metricMeasureColumn ?? null,
        targetResourceTypes: `[${types.map((type) => `'${type}'`).join(', ')}]`,
        // The one word that log alerts have another for than the rules.
        operator: operator === 'LessThan' ? 'LowerThan' : operator,
        threshold: String(threshold),
        timeAggregation,
        dimensions,
        metricValue: value,
        failingPeriods,
        ...searchLinks({ query, scope, workspaceId }, dimensions, window),
      })),
      windowStartTime: new Date(window.start).toISOString(),
      windowEndTime: new Date(window.end).toISOString(),
    },
  };
}
