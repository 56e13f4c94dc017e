import type { BacklogParts } from './backlogParts';
import type { EntityKind } from './entityKind';
import type { Queue } from './queue';

/** What a queue is made of, and whom it tells. */
export type QueueParts = Omit<
  BacklogParts,
  'deadLetters' | 'transferDeadLetters' | 'onAvailable'
> & {
  /** Where dead letters go; undefined for a topic, and for a dead-letter queue itself. */
  deadLetterQueue?: Queue | undefined;
  /** Where messages go that cannot be forwarded. */
  transferDeadLetterQueue?: Queue | undefined;
  kind: EntityKind;
  newLockToken: () => string;
  /** Told when there may be something to take. */
  onAvailable: (queue: Queue) => void;
};
