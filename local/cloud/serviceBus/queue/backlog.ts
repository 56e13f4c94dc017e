import { withAnnotation } from '../message/withAnnotation';
import type { Arrival } from './arrival';
import {
  HOP_COUNT_EXCEEDED,
  maxDeliveryCountExceeded,
  SESSION_ID_MISSING,
  TTL_EXPIRED,
} from './deadLetterReasons';
import { arrivedMessage, withinTimeToLive } from './arrivedMessage';
import type { BacklogParts } from './backlogParts';
import { edited } from './edited';
import { expiryOf, isExpired } from './expiry';
import { Lines } from './lines';
import { MessageDeadlines } from './messageDeadlines';
import type { PropertyChanges } from './propertyChanges';
import type { QueueMessage } from './queueMessage';
import { change, removal } from './records';
import { Transaction } from './transaction';

/** A message that was forwarded this often is not forwarded again. */
const MAX_HOPS = 4;

/**
 * The messages of a queue, and the ways they can go: to a receiver, back in line, to the
 * dead-letter queue, on to another entity, away. Who holds a lock on which is the queue's business.
 */
export class Backlog {
  readonly #parts: BacklogParts;
  readonly #deadlines: MessageDeadlines;
  readonly #available = new Lines();

  constructor(parts: BacklogParts) {
    this.#parts = parts;
    this.#deadlines = new MessageDeadlines(parts.state.messages);
    for (const sequenceNumber of parts.state.messages.keys()) {
      this.watch(sequenceNumber);
      this.offer(sequenceNumber);
    }
  }

  get(sequenceNumber: number): QueueMessage | undefined {
    return this.#parts.state.messages.get(sequenceNumber);
  }

  /** Takes in what was sent or forwarded. Answers its sequence number, 0 for a duplicate, which is dropped. */
  receive(arrival: Arrival, transaction: Transaction): number {
    const { state, properties } = this.#parts;
    const { content, scheduledFor, now } = arrival;
    if (
      properties.requiresDuplicateDetection &&
      !transaction.isFirst(state, content.messageId, now)
    ) {
      return 0;
    }
    if (scheduledFor === undefined || scheduledFor <= now) {
      return this.#place(arrival, transaction);
    }
    const sequenceNumber = transaction.nextSequenceNumber(state);
    return this.#store(arrivedMessage(arrival, properties, sequenceNumber), transaction);
  }

  /** The first message of a line, which is then no longer in line; undefined when there is none. */
  next(now: number, line = ''): QueueMessage | undefined {
    for (let first = this.#available.pop(line); first; first = this.#available.pop(line)) {
      const message = this.get(first);
      if (message?.state === 'active') {
        if (!isExpired(message, now)) {
          return message;
        }
        this.expire(message);
      }
    }
    return undefined;
  }

  /** The sessions that have something to take, the one that has waited longest first. */
  *sessionsInLine(now: number): Generator<string> {
    for (const session of this.#available.keys()) {
      const first = this.next(now, session);
      if (first !== undefined) {
        this.#available.push(session, first.sequenceNumber);
        yield session;
      }
    }
  }

  /** Puts an active message in line, by its sequence number. */
  offer(sequenceNumber: number): void {
    const message = this.get(sequenceNumber);
    if (message?.state === 'active') {
      const { requiresSession } = this.#parts.properties;
      const line = requiresSession ? (message.content.sessionId ?? '') : '';
      this.#available.push(line, sequenceNumber);
      this.#parts.onAvailable();
    }
  }

  remove(messages: readonly QueueMessage[], onDurable?: () => void): void {
    const { state, ledger } = this.#parts;
    if (messages.length > 0) {
      ledger.append(
        messages.map((message) => removal(state, message)),
        onDurable,
      );
    }
  }

  defer(message: QueueMessage, changes: PropertyChanges): void {
    const { state, ledger } = this.#parts;
    ledger.append([change(state, { ...edited(message, changes), state: 'deferred' })]);
  }

  /** Counts a failed delivery: the last one allowed leads to the dead-letter queue. */
  fail(message: QueueMessage, changes: PropertyChanges, now: number): void {
    const failed = { ...edited(message, changes), deliveryCount: message.deliveryCount + 1 };
    const { state, properties, ledger } = this.#parts;
    const isActive = failed.state === 'active';
    if (isActive && failed.deliveryCount >= properties.maxDeliveryCount) {
      this.bury(failed, maxDeliveryCountExceeded(properties.maxDeliveryCount), now);
    } else if (isActive && isExpired(failed, now)) {
      this.expire(failed);
    } else {
      ledger.append([change(state, failed)], () => this.offer(message.sequenceNumber));
    }
  }

  expire(message: QueueMessage): void {
    const { properties, deadLetters } = this.#parts;
    if (properties.deadLetteringOnMessageExpiration && deadLetters !== undefined) {
      this.bury(message, TTL_EXPIRED, message.expiresAt ?? message.enqueuedAt);
    } else {
      this.remove([message]);
    }
  }

  /** Moves a message to the dead-letter queue, where it keeps its sequence number. */
  bury(message: QueueMessage, changes: PropertyChanges, now: number): void {
    const transaction = new Transaction();
    transaction.add(removal(this.#parts.state, message));
    this.#sendToDeadLetters(edited(message, changes), { now, hops: 0 }, transaction);
    transaction.commit(this.#parts.ledger);
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

  watch(sequenceNumber: number): void {
    const message = this.get(sequenceNumber);
    const at = message && this.#deadlines.add(message);
    if (at !== undefined) {
      this.#parts.wakeAt(at);
    }
  }

  /** Decides where an active message belongs: here, further on, or among the dead letters. */
  #place(arrival: Arrival, transaction: Transaction): number {
    const { state, properties, outlet, deadLetters } = this.#parts;
    const { content, now, hops } = arrival;
    // A topic has no dead letters: its subscriptions see to what was forwarded too often.
    const isOver = hops >= MAX_HOPS && deadLetters !== undefined;
    if (outlet !== undefined && !isOver) {
      const number = transaction.countPassing(state);
      const limited = withinTimeToLive(content, properties);
      const passed = withAnnotation(limited, 'x-opt-enqueue-sequence-number', number);
      outlet({ ...arrival, content: passed }, transaction);
      return number;
    }
    const isLost = properties.requiresSession && content.sessionId === undefined;
    if (outlet === undefined && !isLost) {
      const number = transaction.nextSequenceNumber(state);
      return this.#store(arrivedMessage(arrival, properties, number), transaction);
    }
    const number = transaction.countPassing(state);
    const message = arrivedMessage(arrival, properties, number);
    const reason = isLost ? SESSION_ID_MISSING : HOP_COUNT_EXCEEDED;
    this.#sendToDeadLetters(edited(message, reason), { now, hops }, transaction);
    return number;
  }

  #store(message: QueueMessage, transaction: Transaction): number {
    const { path: queue } = this.#parts.state;
    transaction.add({ type: 'enqueued', queue, message });
    transaction.keep(this, message.sequenceNumber);
    return message.sequenceNumber;
  }

  #sendToDeadLetters(
    message: QueueMessage,
    { now, hops }: Pick<Arrival, 'now' | 'hops'>,
    transaction: Transaction,
  ): void {
    const { state, deadLetters } = this.#parts;
    if (deadLetters === undefined) {
      throw new Error(`'${state.path}' has no dead-letter queue.`);
    }
    const { outlet } = deadLetters.#parts;
    if (outlet === undefined || hops >= MAX_HOPS) {
      deadLetters.#store({ ...message, state: 'active', expiresAt: undefined }, transaction);
      return;
    }
    const marked = withAnnotation(message.content, 'x-opt-deadletter-source', state.path);
    const { scheduledFor } = message;
    outlet({ content: marked, scheduledFor, now, hops }, transaction);
  }

  #activate(message: QueueMessage, now: number): void {
    const { state, properties, outlet, ledger } = this.#parts;
    const { sequenceNumber, content, scheduledFor } = message;
    const transaction = new Transaction();
    if (outlet === undefined) {
      const newSequenceNumber = transaction.nextSequenceNumber(state);
      const expiresAt = expiryOf(content.timeToLive, properties, now);
      const ids = { queue: state.path, sequenceNumber, newSequenceNumber };
      transaction.add({ type: 'activated', ...ids, at: now, expiresAt });
      transaction.keep(this, newSequenceNumber);
    } else {
      transaction.add(removal(state, message));
      this.#place({ content, scheduledFor, now, hops: 0 }, transaction);
    }
    transaction.commit(ledger);
  }
}
