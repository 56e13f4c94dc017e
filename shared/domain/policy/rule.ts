import { z } from 'zod';

/** What a rule looks at. `alertsPerHour` counts distinct alerts that fired; `alert` is the alert itself. */
export const Metric = z.enum([
  'failedJobs',
  'jobFailureRate',
  'errorRate',
  'successRate',
  'anomalyRate',
  'f1',
  'p99Ms',
  'drift',
  'alertsPerHour',
  'alert',
]);
export type Metric = z.infer<typeof Metric>;

const Comparison = z.discriminatedUnion('with', [
  /** The number itself. */
  z.strictObject({
    with: z.literal('limit'),
    operator: z.enum(['>', '>=', '<', '<=']),
    limit: z.number(),
  }),
  /**
   * Against the mean of the 24 hours before, without the last one: `times` is value ÷ baseline,
   * `drop` is baseline − value, `rise` is value − baseline, `worseBy` is the change for the worse
   * ÷ baseline.
   */
  z.strictObject({
    with: z.literal('baseline'),
    as: z.enum(['times', 'drop', 'rise', 'worseBy']),
    operator: z.enum(['>', '>=']),
    limit: z.number().nonnegative(),
  }),
]);

/** What Ripcord may do about a breached rule, from least to most. */
export const ActionClass = z.enum(['alert', 'restart', 'investigate', 'rollBack']);
export type ActionClass = z.infer<typeof ActionClass>;

export const Rule = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower case letters, digits and dashes'),
    /** What people read of it. */
    title: z.string().min(1).max(200),
    /** The names in Azure Monitor of the alert rules that stand for this one. */
    alertRules: z.array(z.string().min(1)).default([]),
    metric: Metric,
    breachedWhen: Comparison,
    /** How far back the value is taken from. */
    overMinutes: z.number().positive().max(1440),
    /** Every slot of this long must be measured and breach. */
    sustained: z
      .strictObject({
        minutes: z.number().positive().max(1440),
        everyMinutes: z.number().positive().default(1),
      })
      .optional(),
    /** Only for circuits that a release changed at most so long ago. */
    withinMinutesOfDeploy: z.number().positive().max(1440).optional(),
    /** Fewer samples of a circuit than this say nothing. */
    minSamples: z.int().positive().default(1),
    /** On so many circuits at least. */
    minCircuits: z.int().positive().default(1),
    action: ActionClass,
    urgency: z.enum(['immediate', 'investigateFirst', 'varies']),
    /** What the runbooks suspect behind it; the blame decides. */
    suspect: z.enum(['model', 'environment', 'either']).default('either'),
  })
  .refine(
    ({ metric, action }) => metric !== 'alert' || action !== 'rollBack',
    'an alert alone never rolls back: give the rule a metric that can be measured',
  );
export type Rule = z.infer<typeof Rule>;
