import type { ServiceBusReceivedMessage } from '@azure/service-bus';

type Shown = readonly [
  name: string,
  of: (message: ServiceBusReceivedMessage) => { toString(): string } | undefined,
];

const one: readonly Shown[] = [
  ['MessageId', ({ messageId }) => messageId],
  ['SequenceNumber', ({ sequenceNumber }) => sequenceNumber],
  // The SDK counts the deliveries before this one, the Functions host this one too.
  ['DeliveryCount', ({ deliveryCount }) => (deliveryCount ?? 0) + 1],
  ['EnqueuedTimeUtc', ({ enqueuedTimeUtc }) => enqueuedTimeUtc?.toISOString()],
  ['LockedUntilUtc', ({ lockedUntilUtc }) => lockedUntilUtc?.toISOString()],
  ['SessionId', ({ sessionId }) => sessionId],
];

/** What the log says of a message that a function runs for, as the real host words it. */
export function triggerDetails(message: ServiceBusReceivedMessage): string {
  return said(one.map(([name, of]) => [name, text(of(message))]));
}

/** The same of a batch. */
export function batchDetails(messages: readonly ServiceBusReceivedMessage[]): string {
  return said(
    one.map(([name, of]) => [
      `${name.replace(/Utc$/, '')}Array`,
      messages.map((each) => text(of(each))).join(','),
    ]),
  );
}

function said(shown: readonly (readonly [string, string])[]): string {
  return `Trigger Details: ${shown.map(([name, value]) => `${name}: ${value}`).join(', ')}`;
}

function text(value: { toString(): string } | undefined): string {
  return value?.toString() ?? '(null)';
}
