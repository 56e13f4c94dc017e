import type { QueueProperties } from '../config/queueProperties';
import type { QueueMessage } from './queueMessage';

/** When a message that becomes active now expires: the shorter of its own time to live and the queue's. */
export function expiryOf(
  timeToLive: number | undefined,
  { defaultTimeToLiveMs }: QueueProperties,
  now: number,
): number | undefined {
  const shortest = Math.min(timeToLive ?? Infinity, defaultTimeToLiveMs);
  return shortest === Infinity ? undefined : now + shortest;
}

export function isExpired({ expiresAt }: QueueMessage, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}
