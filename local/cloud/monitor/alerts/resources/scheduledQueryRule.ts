import { z } from 'zod';
import type { LogRule } from './alertRule';
import { ArmId } from './armId';
import { Aggregation, DimensionFilter, Operator, Severity } from './criterion';
import { Duration } from './duration';

const FailingPeriods = z
  .object({
    numberOfEvaluationPeriods: z.int().min(1).max(6).default(1),
    minFailingPeriodsToAlert: z.int().min(1).max(6).default(1),
  })
  .refine((periods) => periods.minFailingPeriodsToAlert <= periods.numberOfEvaluationPeriods, {
    error: 'minFailingPeriodsToAlert is more than numberOfEvaluationPeriods',
  });

/** What the rows of the query are measured by. */
const LogCriterion = z
  .object({
    criterionType: z.literal('StaticThresholdCriterion').optional(),
    query: z.string().min(1),
    timeAggregation: Aggregation,
    metricMeasureColumn: z.string().min(1).nullish(),
    resourceIdColumn: z.string().min(1).nullish(),
    dimensions: z.array(DimensionFilter).nullish(),
    operator: Operator,
    threshold: z.number(),
    failingPeriods: FailingPeriods.prefault({}),
  })
  .refine(
    ({ timeAggregation, metricMeasureColumn }) =>
      timeAggregation === 'Count' || typeof metricMeasureColumn === 'string',
    { error: 'metricMeasureColumn is missing, and only Count does without' },
  );
export type LogCriterion = z.infer<typeof LogCriterion>;

const Properties = z
  .object({
    description: z.string().default(''),
    severity: Severity,
    enabled: z.boolean().default(true),
    scopes: z.array(ArmId).min(1),
    targetResourceTypes: z.array(z.string()).default([]),
    evaluationFrequency: Duration,
    windowSize: Duration,
    overrideQueryTimeRange: Duration.optional(),
    muteActionsDuration: Duration.optional(),
    autoMitigate: z.boolean().default(true),
    criteria: z.object({ allOf: z.tuple([LogCriterion]) }),
    actions: z
      .object({
        actionGroups: z.array(ArmId).max(5).default([]),
        customProperties: z.record(z.string(), z.string()).optional(),
      })
      .default({ actionGroups: [] }),
  })
  .refine(
    ({ autoMitigate, muteActionsDuration }) => !autoMitigate || muteActionsDuration === undefined,
    { error: 'muteActionsDuration goes with autoMitigate: false only' },
  )
  .refine(
    ({ overrideQueryTimeRange, criteria }) =>
      overrideQueryTimeRange === undefined ||
      criteria.allOf[0].failingPeriods.numberOfEvaluationPeriods === 1,
    { error: 'overrideQueryTimeRange with more than one period is not simulated' },
  );

/** `Microsoft.Insights/scheduledQueryRules`, as of API versions 2021-08-01 to 2023-12-01. */
export const ScheduledQueryRule = z
  .object({
    id: ArmId,
    name: z.string().min(1),
    kind: z.literal('LogAlert').optional(),
    properties: Properties,
  })
  .transform(({ id, name, properties: { criteria, actions, ...rest } }): LogRule => {
    const { overrideQueryTimeRange, muteActionsDuration, ...settings } = rest;
    return {
      kind: 'log',
      id,
      name,
      ...settings,
      overrideQueryTimeRange,
      muteActionsDuration,
      criterion: criteria.allOf[0],
      actions: actions.actionGroups.map((actionGroupId) => ({
        actionGroupId,
        properties: actions.customProperties ?? null,
      })),
    };
  });
