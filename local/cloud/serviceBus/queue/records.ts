import type { QueueMessage } from './queueMessage';
import type { QueueRecord } from './queueRecord';
import type { QueueState } from './queueState';

export function removal({ path }: QueueState, { sequenceNumber }: QueueMessage): QueueRecord {
  return { type: 'removed', queue: path, sequenceNumber };
}

/** The record that turns the message of the same sequence number into this one. */
export function change({ path, messages }: QueueState, message: QueueMessage): QueueRecord {
  const { sequenceNumber, state, deliveryCount, content } = message;
  const before = messages.get(sequenceNumber)?.content;
  return {
    type: 'changed',
    queue: path,
    sequenceNumber,
    state: state === 'deferred' ? 'deferred' : 'active',
    deliveryCount,
    content: before === content ? undefined : content,
  };
}
