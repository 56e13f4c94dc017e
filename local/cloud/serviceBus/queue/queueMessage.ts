import type { MessageContent } from '../message/messageContent';

/**
 * A message in a queue. Never changed in place, so that a snapshot can be written from a list of
 * them while the queue goes on. Times are milliseconds since 1970.
 */
export type QueueMessage = Readonly<{
  sequenceNumber: number;
  state: 'active' | 'deferred' | 'scheduled';
  enqueuedAt: number;
  scheduledFor: number | undefined;
  expiresAt: number | undefined;
  /** Deliveries that failed so far: abandoned, or the lock expired. */
  deliveryCount: number;
  content: MessageContent;
}>;

/** What a message takes of the size of its queue, without what the broker adds to it. */
export function sizeOf({ content }: Pick<QueueMessage, 'content'>): number {
  return content.bare.length + content.annotations.length;
}
