import { z } from 'zod';
import type { MetricRule } from './alertRule';
import { ArmId } from './armId';
import { Aggregation, DimensionFilter, Operator, Severity } from './criterion';
import { Duration } from './duration';

const MetricCriterion = z.object({
  criterionType: z.literal('StaticThresholdCriterion').default('StaticThresholdCriterion'),
  name: z.string().min(1),
  metricName: z.string().min(1),
  metricNamespace: z.string().min(1).optional(),
  timeAggregation: Aggregation,
  operator: Operator,
  threshold: z.number(),
  dimensions: z.array(DimensionFilter).default([]),
});
export type MetricCriterion = z.infer<typeof MetricCriterion>;

const namespace = 'Microsoft.Azure.Monitor.';

const Criteria = z
  .object({
    'odata.type': z.enum([
      `${namespace}SingleResourceMultipleMetricCriteria`,
      `${namespace}MultipleResourceMultipleMetricCriteria`,
    ]),
    allOf: z.array(MetricCriterion).min(1).max(5),
  })
  .refine(({ allOf }) => allOf.length === 1 || allOf.every(isOneSeries), {
    error: 'With more than one criterion, each dimension has to include exactly one value',
  });

function isOneSeries({ dimensions }: MetricCriterion): boolean {
  return dimensions.every(
    ({ operator, values }) =>
      operator === 'Include' && values.length === 1 && !values.includes('*'),
  );
}

/** `Microsoft.Insights/metricAlerts`, as of API version 2018-03-01; static thresholds only. */
export const MetricAlert = z
  .object({
    id: ArmId,
    name: z.string().min(1),
    properties: z.object({
      description: z.string().default(''),
      severity: Severity,
      enabled: z.boolean(),
      scopes: z.array(ArmId).min(1),
      evaluationFrequency: Duration,
      windowSize: Duration,
      autoMitigate: z.boolean().default(true),
      criteria: Criteria,
      actions: z
        .array(
          z.object({
            actionGroupId: ArmId,
            webHookProperties: z.record(z.string(), z.string()).optional(),
          }),
        )
        .max(5)
        .default([]),
    }),
  })
  .transform(({ id, name, properties: { criteria, actions, ...settings } }): MetricRule => ({
    kind: 'metric',
    id,
    name,
    ...settings,
    conditionType: criteria['odata.type'].slice(namespace.length),
    criteria: criteria.allOf,
    actions: actions.map(({ actionGroupId, webHookProperties }) => ({
      actionGroupId,
      properties: webHookProperties ?? null,
    })),
  }));
