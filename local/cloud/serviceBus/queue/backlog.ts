import type { Arrival } from './arrival';
import { arrivedMessage } from './arrivedMessage';
import type { BacklogParts, QueueSettings } from './backlogParts';
import { maxDeliveryCountExceeded, TTL_EXPIRED } from './deadLetterReasons';
import { edited } from './edited';
import { expiryOf, isExpired } from './expiry';
import { Lines } from './lines';
import { MessageDeadlines } from './messageDeadlines';
import type { PropertyChanges } from './propertyChanges';
import type { QueueMessage } from './queueMessage';
import { Placement } from './placement';
import { change, removal } from './records';
import { Transaction } from './transaction';

/**
 * The messages of a queue, and the ways they can go: to a receiver, back in line, to the
 * dead-letter queue, on to another entity, away. Who holds a lock on which is the queue's business.
 */
export class Backlog {
  readonly #parts: BacklogParts;
  readonly #deadlines: MessageDeadlines;
  readonly #available = new Lines();
  readonly placement: Placement;

  constructor(parts: BacklogParts) {
    this.#parts = parts;
    this.placement = new Placement(parts, this);
    this.#deadlines = new MessageDeadlines(parts.state.messages);
    for (const sequenceNumber of parts.state.messages.keys()) {
      this.watch(sequenceNumber);
      this.offer(sequenceNumber);
    }
  }

  get(sequenceNumber: number): QueueMessage | undefined {
    return this.#parts.state.messages.get(sequenceNumber);
  }

  /** Goes by other settings from now on. Messages in line go on to the outlet, if there is one now. */
  update(settings: QueueSettings): void {
    Object.assign(this.#parts.settings, settings);
    this.#parts.state.history.limitTo(settings.properties.duplicateDetectionWindowMs);
    if (settings.outlet !== undefined) {
      this.#parts.wakeAt(0);
    }
  }

  /** Takes in what was sent or forwarded. Answers its sequence number, 0 for a duplicate, which is dropped. */
  receive(arrival: Arrival, transaction: Transaction): number {
    const { state, settings } = this.#parts;
    const { properties } = settings;
    const { content, scheduledFor, now } = arrival;
    if (
      properties.requiresDuplicateDetection &&
      !transaction.isFirst(state, content.messageId, now)
    ) {
      return 0;
    }
    if (scheduledFor === undefined || scheduledFor <= now) {
      return this.placement.place(arrival, transaction);
    }
    const sequenceNumber = transaction.nextSequenceNumber(state);
    return this.placement.store(arrivedMessage(arrival, properties, sequenceNumber), transaction);
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
      const { requiresSession } = this.#parts.settings.properties;
      const line = requiresSession ? (message.content.sessionId ?? '') : '';
      this.#available.push(line, sequenceNumber);
      if (this.#parts.settings.outlet === undefined) {
        this.#parts.onAvailable();
      } else {
        this.#parts.wakeAt(0);
      }
    }
  }

  /** Sends on what is in line, if messages are not to stay here: they came before that was so. */
  forwardStored(now: number): void {
    while (this.#parts.settings.outlet !== undefined) {
      const message = this.next(now);
      if (message === undefined || !this.#forward(message, now)) {
        return;
      }
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
    const { state, settings, ledger } = this.#parts;
    const { maxDeliveryCount } = settings.properties;
    const isActive = failed.state === 'active';
    if (isActive && failed.deliveryCount >= maxDeliveryCount) {
      this.bury(failed, maxDeliveryCountExceeded(maxDeliveryCount), now);
    } else if (isActive && isExpired(failed, now)) {
      this.expire(failed);
    } else {
      ledger.append([change(state, failed)], () => this.offer(message.sequenceNumber));
    }
  }

  expire(message: QueueMessage): void {
    const { settings, deadLetters } = this.#parts;
    const { deadLetteringOnMessageExpiration } = settings.properties;
    if (deadLetteringOnMessageExpiration && deadLetters !== undefined) {
      this.bury(message, TTL_EXPIRED, message.expiresAt ?? message.enqueuedAt);
    } else {
      this.remove([message]);
    }
  }

  /** Moves a message to the dead-letter queue, where it keeps its sequence number. */
  bury(message: QueueMessage, changes: PropertyChanges, now: number): void {
    const transaction = new Transaction();
    transaction.add(removal(this.#parts.state, message));
    this.placement.sendToDeadLetters(edited(message, changes), { now, hops: 0 }, transaction);
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

  /** False when the message has to stay after all. */
  #forward(message: QueueMessage, now: number): boolean {
    const { state, ledger, deadLetterSource } = this.#parts;
    const { content, scheduledFor } = message;
    const transaction = new Transaction();
    transaction.add(removal(state, message));
    if (deadLetterSource === undefined) {
      this.placement.place({ content, scheduledFor, now, hops: 0 }, transaction);
    } else if (!this.placement.sendOn(message, { now, hops: 0 }, transaction)) {
      this.#available.push('', message.sequenceNumber);
      return false;
    }
    transaction.commit(ledger);
    return true;
  }

  #activate(message: QueueMessage, now: number): void {
    const { state, settings, ledger } = this.#parts;
    const { properties, outlet } = settings;
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
      this.placement.place({ content, scheduledFor, now, hops: 0 }, transaction);
    }
    transaction.commit(ledger);
  }
}
