import { sizeInBytes } from '../queue/requirements';
import type { Queue } from '../queue/queue';

/** How many messages an entity holds. */
export type RuntimeCounts = {
  sizeInBytes: number;
  total: number;
  /** Those that can be received, are locked, or were deferred. */
  active: number;
  scheduled: number;
  deadLetter: number;
  /** Those that wait to be forwarded. */
  transfer: number;
  transferDeadLetter: number;
  /** Of a topic. */
  subscriptions: number;
};

export function runtimeCounts(queue: Queue, subscriptions: number): RuntimeCounts {
  const { state, deadLetterQueue, transferDeadLetterQueue, properties } = queue;
  const all = [...state.messages.values()];
  const scheduled = all.filter((message) => message.state === 'scheduled').length;
  const others = all.length - scheduled;
  const isForwarding = properties.forwardTo !== '';
  const deadLetter = deadLetterQueue?.state.messages.size ?? 0;
  const transferDeadLetter = transferDeadLetterQueue?.state.messages.size ?? 0;
  return {
    sizeInBytes: sizeInBytes(queue),
    total: all.length + deadLetter + transferDeadLetter,
    active: isForwarding ? 0 : others,
    scheduled,
    deadLetter,
    transfer: isForwarding ? others : 0,
    transferDeadLetter,
    subscriptions,
  };
}
