import type { QueueProperties } from '../config/queueProperties';
import type { Outlet } from './arrival';
import type { Placement } from './placement';
import type { Ledger } from './queueRecord';
import type { QueueState } from './queueState';

/** What can be changed of a queue that is in use. */
export type QueueSettings = {
  properties: QueueProperties;
  /** Where messages go on to; undefined where they stay. */
  outlet: Outlet | undefined;
};

/** What a queue is made of, and whom it tells. */
export type BacklogParts = {
  state: QueueState;
  settings: QueueSettings;
  ledger: Ledger;
  /** Where dead letters go; undefined for a dead-letter queue itself. */
  deadLetters: Placement | undefined;
  /** For a dead-letter queue: the path of the entity whose dead letters it keeps. */
  deadLetterSource?: string | undefined;
  /** Where messages go that the entity they are forwarded to does not take. */
  transferDeadLetters: Placement | undefined;
  /** Told when there may be something to take. */
  onAvailable: () => void;
  /** Told a time at which `advance` has something to do. */
  wakeAt: (at: number) => void;
};
