import type { QueueProperties } from '../config/queueProperties';
import type { Arrival } from './arrival';
import { expiryOf } from './expiry';
import type { QueueMessage } from './queueMessage';

/** A message as a queue takes it in, under a sequence number: scheduled if its time is to come. */
export function arrivedMessage(
  { content, scheduledFor, now: enqueuedAt }: Arrival,
  properties: QueueProperties,
  sequenceNumber: number,
): QueueMessage {
  const common = { sequenceNumber, enqueuedAt, scheduledFor, deliveryCount: 0, content };
  if (scheduledFor !== undefined && scheduledFor > enqueuedAt) {
    return { ...common, state: 'scheduled', expiresAt: undefined };
  }
  return {
    ...common,
    state: 'active',
    expiresAt: expiryOf(content.timeToLive, properties, enqueuedAt),
  };
}

/** The content with its time to live cut to that of an entity which it passes. */
export function withinTimeToLive(
  content: QueueMessage['content'],
  { defaultTimeToLiveMs }: QueueProperties,
): QueueMessage['content'] {
  const timeToLive = Math.min(content.timeToLive ?? Infinity, defaultTimeToLiveMs);
  return timeToLive === (content.timeToLive ?? Infinity) ? content : { ...content, timeToLive };
}
