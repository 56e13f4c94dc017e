import { z } from 'zod';
import { Duration } from './duration';

/**
 * The Config.json of Microsoft's Service Bus emulator. Whatever this broker does not do is an
 * error that names the place: a queue that silently lacks what its file asks for is worse.
 */

const SECOND = 1_000;
const DAY = 86_400 * SECOND;

/** Forwarding is written as an empty string where there is none. */
const NoForwarding = z.string().refine((target) => target === '', {
  error: ({ input }) => `forwarding is not supported: found '${String(input)}', expected ''`,
});

const NoTopics = z.array(z.unknown()).refine((topics) => topics.length === 0, {
  error: 'topics are not supported: expected an empty list',
});

const Properties = z.strictObject({
  DeadLetteringOnMessageExpiration: z.boolean().optional(),
  DefaultMessageTimeToLive: between(SECOND, Infinity, 'at least PT1S').optional(),
  DuplicateDetectionHistoryTimeWindow: between(SECOND, 7 * DAY, 'PT1S to P7D').optional(),
  ForwardDeadLetteredMessagesTo: NoForwarding.optional(),
  ForwardTo: NoForwarding.optional(),
  LockDuration: between(SECOND, 300 * SECOND, 'PT1S to PT5M').optional(),
  MaxDeliveryCount: z.int().min(1).max(2_000).optional(),
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

const Namespace = z.strictObject({
  Name: z.string().min(1),
  Queues: z
    .array(z.strictObject({ Name: QueueName, Properties: Properties.optional() }))
    .refine(haveDistinctNames, { error: 'two queues have the same name (case does not count)' })
    .optional(),
  Topics: NoTopics.optional(),
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
