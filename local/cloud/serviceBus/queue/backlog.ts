import { maxDeliveryCountExceeded, TTL_EXPIRED } from './deadLetterReasons';
import { edited } from './edited';
import { expiryOf, isExpired } from './expiry';
import { MessageDeadlines } from './messageDeadlines';
import { MinHeap } from './minHeap';
import type { PropertyChanges } from './propertyChanges';
import type { QueueMessage } from './queueMessage';
import type { BacklogParts } from './backlogParts';
import type { QueueRecord } from './queueRecord';
import { change, removal } from './records';

/**
 * The messages of a queue, and the ways they can go: to a receiver, back in line, to the
 * dead-letter queue, away. Who holds a lock on which is the queue's business.
 */
export class Backlog {
  readonly #parts: BacklogParts;
  readonly #deadlines: MessageDeadlines;
  /** Sequence numbers of messages to take. May name messages that are gone by now. */
  readonly #available = new MinHeap<number>((sequenceNumber) => sequenceNumber);

  constructor(parts: BacklogParts) {
    this.#parts = parts;
    this.#deadlines = new MessageDeadlines(parts.state.messages);
    for (const sequenceNumber of parts.state.messages.keys()) {
      this.#watch(sequenceNumber);
      this.offer(sequenceNumber);
    }
  }

  get(sequenceNumber: number): QueueMessage | undefined {
    return this.#parts.state.messages.get(sequenceNumber);
  }

  /** Takes messages in; those that are active may be taken once they are on disk. */
  enqueue(records: readonly QueueRecord[], sequenceNumbers: readonly number[]): void {
    this.#append(records, () => sequenceNumbers.forEach((number) => this.offer(number)));
    sequenceNumbers.forEach((number) => this.#watch(number));
  }

  /** The first message in line, which is then no longer in line; undefined when there is none. */
  next(now: number): QueueMessage | undefined {
    for (let next = this.#available.pop(); next !== undefined; next = this.#available.pop()) {
      const message = this.get(next);
      if (message?.state === 'active') {
        if (!isExpired(message, now)) {
          return message;
        }
        this.expire(message);
      }
    }
    return undefined;
  }

  /** Puts an active message in line, by its sequence number. */
  offer(sequenceNumber: number): void {
    if (this.get(sequenceNumber)?.state === 'active') {
      this.#available.push(sequenceNumber);
      this.#parts.onAvailable();
    }
  }

  remove(messages: readonly QueueMessage[], onDurable?: () => void): void {
    const { state } = this.#parts;
    this.#append(
      messages.map((message) => removal(state, message)),
      onDurable,
    );
  }

  defer(message: QueueMessage, changes: PropertyChanges): void {
    this.#append([change(this.#parts.state, { ...edited(message, changes), state: 'deferred' })]);
  }

  /** Counts a failed delivery: the last one allowed leads to the dead-letter queue. */
  fail(message: QueueMessage, changes: PropertyChanges, now: number): void {
    const failed = { ...edited(message, changes), deliveryCount: message.deliveryCount + 1 };
    const { state, properties } = this.#parts;
    const isActive = failed.state === 'active';
    if (isActive && failed.deliveryCount >= properties.maxDeliveryCount) {
      this.bury(failed, maxDeliveryCountExceeded(properties.maxDeliveryCount));
    } else if (isActive && isExpired(failed, now)) {
      this.expire(failed);
    } else {
      this.#append([change(state, failed)], () => this.offer(message.sequenceNumber));
    }
  }

  expire(message: QueueMessage): void {
    const { properties, deadLetters } = this.#parts;
    if (properties.deadLetteringOnMessageExpiration && deadLetters !== undefined) {
      this.bury(message, TTL_EXPIRED);
    } else {
      this.remove([message]);
    }
  }

  /** Moves a message to the dead-letter queue, where it keeps its sequence number. */
  bury(message: QueueMessage, changes: PropertyChanges): void {
    const { state, deadLetters } = this.#parts;
    if (deadLetters === undefined) {
      throw new Error(`'${state.path}' has no dead-letter queue.`);
    }
    const buried = edited(message, changes);
    const dead: QueueMessage = { ...buried, state: 'active', expiresAt: undefined };
    const queue = deadLetters.#parts.state.path;
    this.#append([removal(state, message), { type: 'enqueued', queue, message: dead }], () =>
      deadLetters.offer(message.sequenceNumber),
    );
  }

  /** Activates the scheduled messages whose time has come, under new sequence numbers. */
  activateDue(now: number): void {
    this.#deadlines.takeScheduled(now).forEach((message) => this.#activate(message, now));
  }

  /** Expires what is due and `isFree`: a locked message has until its lock ends. */
  expireDue(now: number, isFree: (sequenceNumber: number) => boolean): void {
    const due = this.#deadlines.takeExpired(now);
    due.filter((m) => isFree(m.sequenceNumber)).forEach((message) => this.expire(message));
  }

  nextDeadline(): number | undefined {
    return this.#deadlines.next();
  }

  #activate({ sequenceNumber, content }: QueueMessage, now: number): void {
    const { state, properties } = this.#parts;
    const newSequenceNumber = state.nextSequenceNumber;
    const expiresAt = expiryOf(content.timeToLive, properties, now);
    const ids = { queue: state.path, sequenceNumber, newSequenceNumber };
    this.enqueue([{ type: 'activated', ...ids, at: now, expiresAt }], [newSequenceNumber]);
  }

  #watch(sequenceNumber: number): void {
    const message = this.get(sequenceNumber);
    const at = message && this.#deadlines.add(message);
    if (at !== undefined) {
      this.#parts.wakeAt(at);
    }
  }

  #append(records: readonly QueueRecord[], onDurable?: () => void): void {
    if (records.length > 0) {
      this.#parts.ledger.append(records, onDurable);
    }
  }
}
