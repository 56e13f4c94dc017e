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
