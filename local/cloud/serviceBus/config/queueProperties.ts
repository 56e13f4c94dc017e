export type EntityStatus = 'Active' | 'Disabled' | 'SendDisabled' | 'ReceiveDisabled';

export type AuthorizationRule = Readonly<{
  keyName: string;
  claimType: string;
  rights: readonly string[];
  primaryKey?: string | undefined;
  secondaryKey?: string | undefined;
}>;

/** What Service Bus keeps for its users, but does nothing about here. */
export type EntityNotes = Readonly<{
  userMetadata?: string | undefined;
  enableBatchedOperations: boolean;
  enablePartitioning: boolean;
  enableExpress: boolean;
  supportOrdering: boolean;
  deadLetteringOnFilterEvaluationExceptions: boolean;
  authorizationRules?: readonly AuthorizationRule[] | undefined;
}>;

/** What a queue, topic or subscription does, in the words of Service Bus. Durations are milliseconds; Infinity for never. */
export type QueueProperties = Readonly<{
  lockDurationMs: number;
  maxDeliveryCount: number;
  defaultTimeToLiveMs: number;
  deadLetteringOnMessageExpiration: boolean;
  requiresDuplicateDetection: boolean;
  duplicateDetectionWindowMs: number;
  requiresSession: boolean;
  /** The queue or topic that every message goes on to; '' for none. */
  forwardTo: string;
  /** The queue or topic that every dead letter goes on to; '' for none. */
  forwardDeadLetteredMessagesTo: string;
  /** How much a queue may hold before it refuses more. */
  maxSizeBytes: number;
  status: EntityStatus;
  /** How long nobody may come before it is deleted; Infinity for ever. */
  autoDeleteOnIdleMs: number;
  notes: EntityNotes;
}>;

/** The defaults of Azure, not those of Microsoft's emulator, which are tighter. */
export const AZURE_DEFAULTS: QueueProperties = {
  lockDurationMs: 60_000,
  maxDeliveryCount: 10,
  defaultTimeToLiveMs: Infinity,
  deadLetteringOnMessageExpiration: false,
  requiresDuplicateDetection: false,
  duplicateDetectionWindowMs: 600_000,
  requiresSession: false,
  forwardTo: '',
  forwardDeadLetteredMessagesTo: '',
  maxSizeBytes: 1_024 * 1_024 * 1_024,
  status: 'Active',
  autoDeleteOnIdleMs: Infinity,
  notes: {
    enableBatchedOperations: true,
    enablePartitioning: false,
    enableExpress: false,
    supportOrdering: true,
    deadLetteringOnFilterEvaluationExceptions: true,
  },
};

/** The defaults of Microsoft's emulator. */
export const EMULATOR_DEFAULTS: QueueProperties = {
  ...AZURE_DEFAULTS,
  maxDeliveryCount: 3,
  defaultTimeToLiveMs: 3_600_000,
  duplicateDetectionWindowMs: 20_000,
  maxSizeBytes: 100 * 1_024 * 1_024,
};

/** A dead-letter queue neither expires its messages nor counts deliveries: they stay until somebody takes them. */
export function deadLetterProperties({
  lockDurationMs,
  forwardDeadLetteredMessagesTo: forwardTo,
}: QueueProperties): QueueProperties {
  return { ...AZURE_DEFAULTS, lockDurationMs, forwardTo, maxDeliveryCount: Infinity };
}
