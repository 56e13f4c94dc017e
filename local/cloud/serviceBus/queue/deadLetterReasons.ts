import type { PropertyChanges } from './propertyChanges';

/** The application properties of a dead letter, with Service Bus's own texts for what it buries itself. */
export function deadLetterReason(
  reason: string | undefined,
  description: string | undefined,
): [string, string][] {
  const properties: [string, string][] = [];
  if (reason !== undefined) {
    properties.push(['DeadLetterReason', reason]);
  }
  if (description !== undefined) {
    properties.push(['DeadLetterErrorDescription', description]);
  }
  return properties;
}

export function maxDeliveryCountExceeded(maxDeliveryCount: number): PropertyChanges {
  const description = `Message could not be consumed after ${maxDeliveryCount} delivery attempts.`;
  return new Map(deadLetterReason('MaxDeliveryCountExceeded', description));
}

export const TTL_EXPIRED: PropertyChanges = new Map(
  deadLetterReason('TTLExpiredException', 'The message expired and was dead lettered.'),
);

export const SESSION_ID_MISSING: PropertyChanges = new Map(
  deadLetterReason(
    'Session id is null.',
    'A message without a session id cannot enter an entity that requires sessions.',
  ),
);

export const HOP_COUNT_EXCEEDED: PropertyChanges = new Map(
  deadLetterReason(
    'MaxTransferHopCountExceeded',
    'The message was forwarded 4 times, which is the most that is allowed.',
  ),
);

export const DESTINATION_MISSING: PropertyChanges = new Map(
  deadLetterReason(
    'MessagingEntityNotFoundException',
    'The entity that messages are forwarded to could not be found.',
  ),
);

export const DESTINATION_DISABLED: PropertyChanges = new Map(
  deadLetterReason(
    'MessagingEntityDisabledException',
    'The entity that messages are forwarded to is disabled.',
  ),
);

export const DESTINATION_FULL: PropertyChanges = new Map(
  deadLetterReason(
    'QuotaExceededException',
    'The entity that messages are forwarded to has reached its maximum size.',
  ),
);
