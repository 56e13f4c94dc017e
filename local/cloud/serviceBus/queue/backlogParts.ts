import type { QueueProperties } from '../config/queueProperties';
import type { Outlet } from './arrival';
import type { Backlog } from './backlog';
import type { Ledger } from './queueRecord';
import type { QueueState } from './queueState';

/** What a queue is made of, and whom it tells. */
export type BacklogParts = {
  state: QueueState;
  properties: QueueProperties;
  ledger: Ledger;
  /** Where dead letters go; undefined for a dead-letter queue itself. */
  deadLetters: Backlog | undefined;
  /** Where messages go on to; undefined where they stay. */
  outlet?: Outlet | undefined;
  /** Told when there may be something to take. */
  onAvailable: () => void;
  /** Told a time at which `advance` has something to do. */
  wakeAt: (at: number) => void;
};
