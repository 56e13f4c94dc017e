import { messageNotFound } from '../serviceBusError';
import type { QueueMessage } from './queueMessage';
import type { QueueState } from './queueState';

/** The messages of these sequence numbers. Throws `message-not-found` unless each is there and wanted. */
export function findAll(
  sequenceNumbers: readonly number[],
  { messages }: QueueState,
  isWanted: (message: QueueMessage) => boolean,
): QueueMessage[] {
  return [...new Set(sequenceNumbers)].map((sequenceNumber) => {
    const message = messages.get(sequenceNumber);
    if (message === undefined || !isWanted(message)) {
      throw messageNotFound(sequenceNumber);
    }
    return message;
  });
}
