import { DuplicateHistory } from './duplicateHistory';
import { sizeOf } from './queueMessage';
import type { QueueMessage } from './queueMessage';
import type { ActivatedRecord, ChangedRecord, CountersRecord, QueueRecord } from './queueRecord';

/**
 * What a queue holds and must not forget: the sum of its records. The same `apply` serves a running
 * queue and the replay of the journal, so that a restart cannot come to another result.
 */
export class QueueState {
  readonly path: string;
  readonly messages = new Map<number, QueueMessage>();
  readonly history = new DuplicateHistory();
  nextSequenceNumber = 1;
  /** Messages ever taken in; duplicates that were dropped are not among them. */
  acceptedTotal = 0;
  /** What the messages take, without what the broker adds to them. */
  sizeBytes = 0;
  /** What is remembered by name, besides the messages. */
  readonly notes = new Map<string, Buffer>();
  #inOrder = true;
  #lastInserted = 0;

  constructor(path: string) {
    this.path = path;
  }

  apply(record: QueueRecord): void {
    switch (record.type) {
      case 'enqueued':
        this.acceptedTotal += 1;
        this.#insert(record.message);
        return;
      case 'activated':
        this.#activate(record);
        return;
      case 'changed':
        this.#change(record);
        return;
      case 'removed':
        this.#remove(record.sequenceNumber);
        return;
      case 'seen':
        this.history.add(record.messageId, record.at);
        return;
      case 'passed':
        this.acceptedTotal += 1;
        this.nextSequenceNumber = Math.max(this.nextSequenceNumber, record.sequenceNumber + 1);
        return;
      case 'noted':
        this.#note(record.name, record.value);
        return;
      case 'deleted':
        return;
      case 'counters':
        this.nextSequenceNumber = record.nextSequenceNumber;
        this.acceptedTotal = record.acceptedTotal;
        return;
    }
  }

  /** At most `count` messages from a sequence number on, in order; of one session if it is named. */
  from(sequenceNumber: number, count: number, sessionId?: string): QueueMessage[] {
    const found: QueueMessage[] = [];
    for (const message of this.messages.values()) {
      if (this.#inOrder && found.length === count) {
        return found;
      }
      const isWanted = sessionId === undefined || message.content.sessionId === sessionId;
      if (isWanted && message.sequenceNumber >= sequenceNumber) {
        found.push(message);
      }
    }
    return found.toSorted((a, b) => a.sequenceNumber - b.sequenceNumber).slice(0, count);
  }

  /** The records that lead to this state from an empty queue, as it is now: later changes do not show. */
  snapshot(): Iterable<QueueRecord> {
    const { path: queue, nextSequenceNumber, acceptedTotal } = this;
    return snapshotOf({
      messages: [...this.messages.values()],
      seen: [...this.history.entries()],
      notes: [...this.notes],
      counters: { type: 'counters', queue, nextSequenceNumber, acceptedTotal },
    });
  }

  #insert(message: QueueMessage): void {
    const { sequenceNumber } = message;
    this.#inOrder =
      this.messages.size === 0 || (this.#inOrder && sequenceNumber > this.#lastInserted);
    this.#lastInserted = sequenceNumber;
    this.messages.set(sequenceNumber, message);
    this.sizeBytes += sizeOf(message);
    this.nextSequenceNumber = Math.max(this.nextSequenceNumber, sequenceNumber + 1);
  }

  #activate({ sequenceNumber, newSequenceNumber, at, expiresAt }: ActivatedRecord): void {
    const message = this.messages.get(sequenceNumber);
    if (message !== undefined) {
      this.#remove(sequenceNumber);
      const times = { enqueuedAt: at, expiresAt };
      this.#insert({ ...message, ...times, sequenceNumber: newSequenceNumber, state: 'active' });
    }
  }

  #change({ sequenceNumber, state, deliveryCount, content }: ChangedRecord): void {
    const message = this.messages.get(sequenceNumber);
    if (message !== undefined) {
      const changed = { ...message, state, deliveryCount, content: content ?? message.content };
      this.messages.set(sequenceNumber, changed);
      this.sizeBytes += sizeOf(changed) - sizeOf(message);
    }
  }

  #remove(sequenceNumber: number): void {
    const message = this.messages.get(sequenceNumber);
    if (message !== undefined) {
      this.messages.delete(sequenceNumber);
      this.sizeBytes -= sizeOf(message);
    }
  }

  #note(name: string, value: Buffer | undefined): void {
    if (value === undefined) {
      this.notes.delete(name);
    } else {
      this.notes.set(name, value);
    }
  }
}

type Snapshot = {
  messages: readonly QueueMessage[];
  seen: readonly (readonly [string, number])[];
  notes: readonly (readonly [string, Buffer])[];
  counters: CountersRecord;
};

/** The counters come last: every message before them would move them on. */
function* snapshotOf({ messages, seen, notes, counters }: Snapshot): Generator<QueueRecord> {
  const { queue } = counters;
  for (const message of messages) {
    yield { type: 'enqueued', queue, message };
  }
  for (const [messageId, at] of seen) {
    yield { type: 'seen', queue, messageId, at };
  }
  for (const [name, value] of notes) {
    yield { type: 'noted', queue, name, value };
  }
  yield counters;
}
