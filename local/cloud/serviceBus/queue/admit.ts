import type { QueueProperties } from '../config/queueProperties';
import type { ParsedMessage } from '../message/parseMessage';
import { expiryOf } from './expiry';
import type { QueueMessage } from './queueMessage';
import type { QueueRecord } from './queueRecord';
import type { QueueState } from './queueState';

export type Admission = {
  records: QueueRecord[];
  /** One for each message that was sent, 0 for a duplicate. */
  sequenceNumbers: number[];
};

/** Decides what of a send goes into a queue, and under which sequence numbers. */
export function admit(
  parsed: readonly ParsedMessage[],
  { state, properties }: { state: QueueState; properties: QueueProperties },
  now: number,
): Admission {
  const queue = state.path;
  const admission: Admission = { records: [], sequenceNumbers: [] };
  const ids = new Set<string>();
  let { nextSequenceNumber } = state;
  for (const message of parsed) {
    const { messageId } = message.content;
    if (properties.requiresDuplicateDetection) {
      if (ids.has(messageId) || state.history.has(messageId, now)) {
        admission.sequenceNumbers.push(0);
        continue;
      }
      ids.add(messageId);
      admission.records.push({ type: 'seen', queue, messageId, at: now });
    }
    const admitted = enqueued(message, { properties, now, sequenceNumber: nextSequenceNumber });
    admission.records.push({ type: 'enqueued', queue, message: admitted });
    admission.sequenceNumbers.push(nextSequenceNumber);
    nextSequenceNumber += 1;
  }
  return admission;
}

function enqueued(
  { content, scheduledFor }: ParsedMessage,
  arrival: { properties: QueueProperties; now: number; sequenceNumber: number },
): QueueMessage {
  const { properties, now: enqueuedAt, sequenceNumber } = arrival;
  const common = { sequenceNumber, enqueuedAt, scheduledFor, deliveryCount: 0, content };
  if (scheduledFor !== undefined && scheduledFor > enqueuedAt) {
    return { ...common, state: 'scheduled', expiresAt: undefined };
  }
  const expiresAt = expiryOf(content.timeToLive, properties, enqueuedAt);
  return { ...common, state: 'active', expiresAt };
}
