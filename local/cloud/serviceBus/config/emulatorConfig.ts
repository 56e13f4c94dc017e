import { z } from 'zod';
import { Duration } from './duration';

/**
 * The Config.json of Microsoft's Service Bus emulator. Whatever this broker does not know is an
 * error that names the place: a queue that silently lacks what its file asks for is worse.
 */

const SAME_NAME = { error: 'two entities have the same name (case does not count)' };

const SECOND = 1_000;
const DAY = 86_400 * SECOND;

const Properties = z.strictObject({
  DeadLetteringOnMessageExpiration: z.boolean().optional(),
  DefaultMessageTimeToLive: between(SECOND, Infinity, 'at least PT1S').optional(),
  DuplicateDetectionHistoryTimeWindow: between(SECOND, 7 * DAY, 'PT1S to P7D').optional(),
  /** Written as an empty string where there is none, as is `ForwardTo`. */
  ForwardDeadLetteredMessagesTo: z.string().optional(),
  ForwardTo: z.string().optional(),
  LockDuration: between(SECOND, 300 * SECOND, 'PT1S to PT5M').optional(),
  MaxDeliveryCount: z.int().min(1).max(2_000).optional(),
  MaxSizeInMegabytes: z.int().positive().optional(),
  RequiresDuplicateDetection: z.boolean().optional(),
  RequiresSession: z.boolean().optional(),
});
export type EmulatorQueueProperties = z.infer<typeof Properties>;

const QueueName = z
  .string()
  .min(1)
  .max(260)
  .regex(/^[a-z0-9](?:[a-z0-9._/-]*[a-z0-9])?$/i, {
    error: ({ input }) =>
      `found '${String(input)}', expected letters, digits, '.', '-', '_' and '/', a letter or digit at both ends`,
  });

const TopicProperties = Properties.pick({
  DefaultMessageTimeToLive: true,
  DuplicateDetectionHistoryTimeWindow: true,
  MaxSizeInMegabytes: true,
  RequiresDuplicateDetection: true,
});

const SubscriptionProperties = Properties.omit({
  DuplicateDetectionHistoryTimeWindow: true,
  MaxSizeInMegabytes: true,
  RequiresDuplicateDetection: true,
});

const Text = z.string().optional();
const SqlExpression = z.strictObject({ SqlExpression: z.string() });
const RuleProperties = z
  .strictObject({
    FilterType: z.enum(['Correlation', 'Sql']).default('Sql'),
    SqlFilter: SqlExpression.optional(),
    CorrelationFilter: z
      .strictObject({
        ContentType: Text,
        CorrelationId: Text,
        Label: Text,
        MessageId: Text,
        ReplyTo: Text,
        ReplyToSessionId: Text,
        SessionId: Text,
        To: Text,
        Properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
      })
      .optional(),
    Action: SqlExpression.optional(),
  })
  .refine(({ FilterType, ...filters }) => filters[`${FilterType}Filter`] !== undefined, {
    error: 'expected the filter that FilterType names: SqlFilter or CorrelationFilter',
  });
export type EmulatorRuleProperties = z.infer<typeof RuleProperties>;

const Subscription = z.strictObject({
  Name: QueueName,
  Properties: SubscriptionProperties.optional(),
  Rules: z.array(z.strictObject({ Name: z.string(), Properties: RuleProperties })).optional(),
});
export type EmulatorSubscription = z.infer<typeof Subscription>;

const Topic = z.strictObject({
  Name: QueueName,
  Properties: TopicProperties.optional(),
  Subscriptions: z.array(Subscription).refine(haveDistinctNames, SAME_NAME).optional(),
});
export type EmulatorTopic = z.infer<typeof Topic>;

const Namespace = z.strictObject({
  Name: z.string().min(1),
  Queues: z
    .array(z.strictObject({ Name: QueueName, Properties: Properties.optional() }))
    .refine(haveDistinctNames, SAME_NAME)
    .optional(),
  Topics: z.array(Topic).refine(haveDistinctNames, SAME_NAME).optional(),
});

export const EmulatorConfig = z.strictObject({
  UserConfig: z.strictObject({
    Namespaces: z.array(Namespace).length(1),
    Logging: z.strictObject({ Type: z.string() }).optional(),
  }),
});
export type EmulatorConfig = z.infer<typeof EmulatorConfig>;

function between(least: number, most: number, expected: string) {
  return Duration.refine((ms) => ms >= least && ms <= most, { error: `expected ${expected}` });
}

function haveDistinctNames(queues: readonly { Name: string }[]): boolean {
  return new Set(queues.map(({ Name }) => Name.toLowerCase())).size === queues.length;
}
