import { z } from 'zod';
import { Duration } from '../config/duration';
import { childrenOf } from './readEntry';

/** The elements of the three kinds of descriptions, as clients may send them. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 1_440 * MINUTE;

const Truth = z
  .string()
  .regex(/^(?:true|false)$/i, 'expected true or false')
  .transform((text) => text.toLowerCase() === 'true');

const Rule = z
  .looseObject({
    ClaimType: z.string().default('SharedAccessKey'),
    KeyName: z.string(),
    Rights: z.looseObject({ AccessRights: z.array(z.enum(['Manage', 'Send', 'Listen'])) }),
    PrimaryKey: z.string().optional(),
    SecondaryKey: z.string().optional(),
  })
  .transform(({ ClaimType, KeyName, Rights, PrimaryKey, SecondaryKey }) => ({
    keyName: KeyName,
    claimType: ClaimType,
    rights: Rights.AccessRights,
    primaryKey: PrimaryKey,
    secondaryKey: SecondaryKey,
  }));

const AuthorizationRules = z.union([
  z.literal('').transform(() => undefined),
  z
    .looseObject({ AuthorizationRule: z.array(Rule).optional() })
    .transform((all) => all.AuthorizationRule),
]);

const READ_ONLY = {
  SizeInBytes: z.unknown(),
  MessageCount: z.unknown(),
  CountDetails: z.unknown(),
  SubscriptionCount: z.unknown(),
  CreatedAt: z.unknown(),
  UpdatedAt: z.unknown(),
  AccessedAt: z.unknown(),
  IsAnonymousAccessible: z.unknown(),
  FilteringMessagesBeforePublishing: z.unknown(),
  EnableSubscriptionPartitioning: z.unknown(),
  EntityAvailabilityStatus: z.unknown(),
};

const ANY_ENTITY = {
  ...READ_ONLY,
  DefaultMessageTimeToLive: between(SECOND, Infinity, 'at least PT1S').optional(),
  EnableBatchedOperations: Truth.optional(),
  Status: z.enum(['Active', 'Disabled', 'SendDisabled', 'ReceiveDisabled']).optional(),
  UserMetadata: z.string().max(1_024, 'expected at most 1,024 characters').optional(),
  AutoDeleteOnIdle: between(5 * MINUTE, Infinity, 'at least PT5M').optional(),
};

const STORE = {
  MaxSizeInMegabytes: z.coerce
    .number()
    .refine(
      (size) => [1, 2, 3, 4, 5, 10, 20, 40, 80].includes(size / 1_024) || isPartitioned(size),
      {
        error: 'expected 1024, 2048, 3072, 4096, 5120, 10240, 20480, 40960 or 81920',
      },
    )
    .optional(),
  RequiresDuplicateDetection: Truth.optional(),
  DuplicateDetectionHistoryTimeWindow: between(20 * SECOND, 7 * DAY, 'PT20S to P7D').optional(),
  EnablePartitioning: Truth.optional(),
  EnableExpress: Truth.optional(),
  SupportOrdering: Truth.optional(),
  AuthorizationRules: AuthorizationRules.optional(),
  MaxMessageSizeInKilobytes: z.coerce.number().optional(),
};

const RECEIVING = {
  LockDuration: between(5 * SECOND, 5 * MINUTE, 'PT5S to PT5M').optional(),
  RequiresSession: Truth.optional(),
  DeadLetteringOnMessageExpiration: Truth.optional(),
  MaxDeliveryCount: z.coerce
    .number()
    .refine((count) => Number.isInteger(count) && count >= 1 && count <= 2_000, {
      error: 'expected 1 to 2000',
    })
    .optional(),
  ForwardTo: z.string().optional(),
  ForwardDeadLetteredMessagesTo: z.string().optional(),
};

export const QueueElements = childrenOf.pipe(
  z.strictObject({ ...ANY_ENTITY, ...STORE, ...RECEIVING }).partial(),
);
export const TopicElements = childrenOf.pipe(z.strictObject({ ...ANY_ENTITY, ...STORE }).partial());
export const SubscriptionElements = childrenOf.pipe(
  z
    .strictObject({
      ...ANY_ENTITY,
      ...RECEIVING,
      DeadLetteringOnFilterEvaluationExceptions: Truth.optional(),
      DefaultRuleDescription: z.unknown(),
    })
    .partial(),
);

/** What any of the three may say. */
export type EntityElements = z.infer<typeof QueueElements> &
  Partial<z.infer<typeof SubscriptionElements>>;

/** Azure keeps sixteen parts, each as large as was asked for. */
function isPartitioned(size: number): boolean {
  return [1, 2, 3, 4, 5].includes(size / 1_024 / 16);
}

function between(least: number, most: number, expected: string) {
  return Duration.refine((ms) => ms >= least && ms <= most, { error: `expected ${expected}` });
}
