import type { MessageContent } from '../message/messageContent';
import type { QueueMessage } from './queueMessage';

/** One change to what a queue holds, as the journal keeps it. `queue` is the path of the queue. */
export type QueueRecord =
  | { type: 'enqueued'; queue: string; message: QueueMessage }
  | ActivatedRecord
  | ChangedRecord
  | { type: 'removed'; queue: string; sequenceNumber: number }
  | { type: 'seen'; queue: string; messageId: string; at: number }
  /** A message took this sequence number, and went on to another queue. */
  | { type: 'passed'; queue: string; sequenceNumber: number }
  /** The queue is no more, with all that was in it. */
  | { type: 'deleted'; queue: string }
  /** Something to remember by name: the state of a session, the rules of a subscription. */
  | { type: 'noted'; queue: string; name: string; value: Buffer | undefined }
  | CountersRecord;

/** A scheduled message became active, under a new sequence number. */
export type ActivatedRecord = {
  type: 'activated';
  queue: string;
  sequenceNumber: number;
  newSequenceNumber: number;
  at: number;
  expiresAt: number | undefined;
};

export type ChangedRecord = {
  type: 'changed';
  queue: string;
  sequenceNumber: number;
  state: 'active' | 'deferred';
  deliveryCount: number;
  /** Given when the application properties changed. */
  content: MessageContent | undefined;
};

export type CountersRecord = {
  type: 'counters';
  queue: string;
  nextSequenceNumber: number;
  acceptedTotal: number;
};

/**
 * Where queues write what must survive. A call takes effect at once and as a whole: after a crash
 * all of its records are there, or none. `onDurable` is called when they are on disk, in order of
 * the calls; until then nobody may be told.
 */
export type Ledger = {
  append(records: readonly QueueRecord[], onDurable?: () => void): void;
};
