import type { AlertEvent } from '../evaluation/transitions';
import type { MetricRule, RuleAction } from '../resources/alertRule';
import { typeIn } from '../resources/armId';

/** The `alertContext` of a metric alert: every criterion, with what it came to. */
export function metricContext(
  { conditionType, criteria, windowSize }: MetricRule,
  { alert, window }: AlertEvent,
  properties: RuleAction['properties'],
): object {
  const { target, measurements } = alert.observation;
  return {
    properties,
    conditionType,
    condition: {
      windowSize: windowSize.text,
      allOf: criteria.map((criterion, index) => ({
        metricName: criterion.metricName,
        metricNamespace: criterion.metricNamespace ?? typeIn(target),
        operator: criterion.operator,
        threshold: String(criterion.threshold),
        timeAggregation: criterion.timeAggregation,
        dimensions: measurements[index]?.dimensions ?? [],
        metricValue: measurements[index]?.value ?? null,
        webTestName: null,
      })),
      windowStartTime: new Date(window.start).toISOString(),
      windowEndTime: new Date(window.end).toISOString(),
    },
  };
}
