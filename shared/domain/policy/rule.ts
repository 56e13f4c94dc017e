import { z } from 'zod';
import { nonsenseIn } from './nonsenseIn';

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

/** How bad drift is, from least to worst; which score is which is said by the policy's `drift`. */
const DriftSeverity = z.enum(['low', 'medium', 'high', 'critical']);
export type DriftSeverity = z.infer<typeof DriftSeverity>;

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
  /** By its name: for drift, whose severities are named and whose scores differ by detector. */
  z.strictObject({ with: z.literal('severity'), atLeast: DriftSeverity }),
]);
export type Comparison = z.infer<typeof Comparison>;

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
        minutes: z.int().positive().max(1440),
        everyMinutes: z.int().positive().default(1),
      })
      .optional(),
    /**
     * The value is taken every so many minutes over the `overMinutes` before, for so long; of these
     * measurements so many may breach, and the next one counts.
     */
    sampled: z
      .strictObject({
        everyMinutes: z.int().positive().max(60).default(1),
        forMinutes: z.int().positive().max(1440),
        failureLimit: z.int().nonnegative(),
      })
      .optional(),
    /** The newest so many samples must breach, each by itself. */
    consecutiveSamples: z.int().positive().max(1440).optional(),
    /** Only for circuits that a release changed at most so long ago, and only by what came after. */
    withinMinutesOfDeploy: z.number().positive().max(1440).optional(),
    /** Not before a circuit has run for so long after the release that changed it. */
    settleMinutes: z.number().nonnegative().max(1440).default(0),
    /** Fewer samples of a circuit than this say nothing. */
    minSamples: z.int().positive().default(1),
    /** Rates of fewer records, or of fewer jobs, than this say nothing. */
    minRecords: z.int().positive().default(1),
    /** On so many circuits at least. */
    minCircuits: z.int().positive().default(1),
    action: ActionClass,
    urgency: z.enum(['immediate', 'investigateFirst', 'varies']),
    /** What the runbooks suspect behind it; the blame decides. */
    suspect: z.enum(['model', 'environment', 'either']).default('either'),
    /** The release that is condemned by it counts as failed, even though rolling it back worked. */
    failsRelease: z.boolean().default(false),
  })
  .superRefine((rule, context) => {
    for (const { path, message } of nonsenseIn(rule)) {
      context.addIssue({ code: 'custom', path, message, input: rule });
    }
  });
export type Rule = z.infer<typeof Rule>;
/** A rule as it is written: what has a default may be left out. */
export type RuleInput = z.input<typeof Rule>;
