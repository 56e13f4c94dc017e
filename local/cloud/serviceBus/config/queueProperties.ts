/** What a queue does, in the words of Service Bus. Durations are milliseconds; Infinity for never. */
export type QueueProperties = Readonly<{
  lockDurationMs: number;
  maxDeliveryCount: number;
  defaultTimeToLiveMs: number;
  deadLetteringOnMessageExpiration: boolean;
  requiresDuplicateDetection: boolean;
  duplicateDetectionWindowMs: number;
}>;

/** The defaults of Azure, not those of Microsoft's emulator, which are tighter. */
export const AZURE_DEFAULTS: QueueProperties = {
  lockDurationMs: 60_000,
  maxDeliveryCount: 10,
  defaultTimeToLiveMs: Infinity,
  deadLetteringOnMessageExpiration: false,
  requiresDuplicateDetection: false,
  duplicateDetectionWindowMs: 600_000,
};

/** A dead-letter queue neither expires its messages nor passes them on: they stay until somebody takes them. */
export function deadLetterProperties({ lockDurationMs }: QueueProperties): QueueProperties {
  return { ...AZURE_DEFAULTS, lockDurationMs, maxDeliveryCount: Infinity };
}
