import type { QueueProperties } from '../config/queueProperties';
import type { ParsedMessage } from '../message/parseMessage';
import { messageLockLost, notAllowed } from '../serviceBusError';
import type { Arrival } from './arrival';
import { Backlog } from './backlog';
import { Locks } from './locks';
import type { Lock, LockedMessage } from './locks';
import { findAll } from './findAll';
import type { EntityKind } from './entityKind';
import type { Placement } from './placement';
import { NO_CHANGES } from './propertyChanges';
import type { PropertyChanges } from './propertyChanges';
import { refusalOf, requireRoom, requireSendable, requireSessionIds } from './requirements';
import type { QueueMessage } from './queueMessage';
import type { QueueSettings } from './backlogParts';
import type { QueueParts } from './queueParts';
import type { QueueState } from './queueState';
import type { SessionLock } from './sessionLocks';
import { Sessions } from './sessions';
import { Transaction } from './transaction';

/**
 * A Service Bus queue: who may have which message, and what becomes of it. Knows no clock and no
 * I/O: every call says what time it is (ms since 1970), and changes go to a ledger.
 *
 * A lock token that no longer holds a message is answered with `message-lock-lost`, a sequence
 * number that names none in the right state with `message-not-found`.
 */
export class Queue {
  readonly state: QueueState;
  /** True once the entity is deleted. */
  isClosed = false;
  readonly deadLetterQueue: Queue | undefined;
  readonly transferDeadLetterQueue: Queue | undefined;
  /** Undefined for a queue that knows no sessions. */
  readonly sessions: Sessions | undefined;
  /** Where its messages go, for the entity whose dead letters it keeps. */
  readonly placement: Placement;
  readonly #parts: QueueParts;
  readonly #backlog: Backlog;
  readonly #locks = new Locks();

  constructor(parts: QueueParts) {
    const onAvailable = (): void => parts.onAvailable(this);
    // Everybody looks at the same copy of the settings, which `update` changes.
    const own = { ...parts, onAvailable, settings: { ...parts.settings } };
    this.#parts = own;
    this.state = parts.state;
    this.state.history.limitTo(this.properties.duplicateDetectionWindowMs);
    this.deadLetterQueue = parts.deadLetterQueue;
    this.transferDeadLetterQueue = parts.transferDeadLetterQueue;
    const deadLetters = parts.deadLetterQueue?.placement;
    const transferDeadLetters = parts.transferDeadLetterQueue?.placement;
    this.#backlog = new Backlog({ ...own, deadLetters, transferDeadLetters });
    this.placement = this.#backlog.placement;
    if (this.properties.requiresSession) {
      this.sessions = new Sessions({ parts: own, backlog: this.#backlog, locks: this.#locks });
    }
  }

  get properties(): QueueProperties {
    return this.#parts.settings.properties;
  }

  get kind(): EntityKind {
    return this.#parts.kind;
  }

  get path(): string {
    return this.state.path;
  }

  /**
   * Takes messages in, all or none. Answers their sequence numbers, 0 for a duplicate, which is
   * dropped without a word as Service Bus does.
   */
  send(parsed: readonly ParsedMessage[], now: number): number[] {
    requireSendable(this);
    requireSessionIds(parsed, this);
    requireRoom(parsed, this);
    const transaction = new Transaction();
    const arrivals = parsed.map((message) => ({ ...message, now, hops: 0 }));
    const numbers = arrivals.map((arrival) => this.#backlog.receive(arrival, transaction));
    transaction.commit(this.#parts.ledger);
    return numbers;
  }

  /**
   * Takes in a message that another entity forwards, as a part of what that does. Answers why it
   * does not; undefined when it does.
   */
  receive(arrival: Arrival, transaction: Transaction): PropertyChanges | undefined {
    const refusal = refusalOf(arrival, this, transaction);
    if (refusal === undefined) {
      this.accept(arrival, transaction);
    }
    return refusal;
  }

  /** Takes in a message that a topic has for its subscription. */
  accept(arrival: Arrival, transaction: Transaction): void {
    this.#backlog.receive(arrival, transaction);
  }

  /** Locks the next message, of the receiver's session if it has one; undefined when there is none. */
  take(now: number, session?: SessionLock): LockedMessage | undefined {
    const message = this.#backlog.next(now, session?.sessionId);
    return message && { message, lock: this.#lock(message, now, session) };
  }

  /** Removes the next message for a receiver, who gets it once the removal is on disk. */
  takeForGood(
    now: number,
    deliver: (message: QueueMessage) => void,
    session?: SessionLock,
  ): boolean {
    const message = this.#backlog.next(now, session?.sessionId);
    if (message !== undefined) {
      this.#backlog.remove([message], () => deliver(message));
    }
    return message !== undefined;
  }

  complete(token: string, now: number): void {
    this.#backlog.remove([this.#unlock(token, now)]);
  }

  /** Gives a message back after a failed delivery, which counts towards the dead-letter queue. */
  abandon(token: string, changes: PropertyChanges, now: number): void {
    this.#backlog.fail(this.#unlock(token, now), changes, now);
  }

  /** Gives a message back as if it had never been delivered. */
  release(token: string, now: number): void {
    this.#backlog.offer(this.#unlock(token, now).sequenceNumber);
  }

  /** Sets a message aside, to be received by its sequence number only. */
  defer(token: string, changes: PropertyChanges, now: number): void {
    this.#backlog.defer(this.#unlock(token, now), changes);
  }

  /** Moves a message to the dead-letter queue. `changes` carry the reason, as application properties. */
  deadLetter(token: string, changes: PropertyChanges, now: number): void {
    if (this.deadLetterQueue === undefined) {
      throw notAllowed(`A message of '${this.path}' cannot be dead-lettered: it is a dead letter.`);
    }
    this.#backlog.bury(this.#unlock(token, now), changes, now);
  }

  /** Answers the time until which the lock now holds. */
  renewLock(token: string, now: number): number {
    const lock = this.#locks.find(token, now);
    if (this.sessions !== undefined && lock.session !== undefined) {
      return this.sessions.renew(lock.session, now);
    }
    const until = now + this.properties.lockDurationMs;
    this.#locks.renew(lock, until);
    this.#parts.wakeAt(until);
    return until;
  }

  /** For a request about several messages: throws unless every token holds one. */
  requireLocks(tokens: readonly string[], now: number): void {
    tokens.forEach((token) => this.#locks.find(token, now));
  }

  cancelScheduled(sequenceNumbers: readonly number[]): void {
    this.#backlog.remove(this.#inState('scheduled', sequenceNumbers));
  }

  lockDeferred(
    sequenceNumbers: readonly number[],
    now: number,
    session?: SessionLock,
  ): LockedMessage[] {
    const messages = this.#inState('deferred', sequenceNumbers, session);
    return messages.map((message) => ({ message, lock: this.#lock(message, now, session) }));
  }

  removeDeferred(sequenceNumbers: readonly number[], session?: SessionLock): QueueMessage[] {
    const messages = this.#inState('deferred', sequenceNumbers, session);
    this.#backlog.remove(messages);
    return messages;
  }

  /** Goes by other settings from now on. Whether it requires sessions cannot change. */
  update(settings: QueueSettings): void {
    this.#backlog.update(settings);
  }

  /** The queue is no more: no lock on its messages holds, and nothing can be sent to it. */
  close(): void {
    this.isClosed = true;
    this.#locks.clear();
    this.sessions?.clear();
  }

  /** Does what is due: activates scheduled messages, takes back expired locks, expires messages. */
  advance(now: number): void {
    this.#backlog.activateDue(now);
    for (const sequenceNumber of this.#locks.expire(now)) {
      const message = this.#backlog.get(sequenceNumber);
      if (message !== undefined) {
        this.#backlog.fail(message, NO_CHANGES, now);
      }
    }
    this.sessions?.advance(now);
    this.#backlog.expireDue(now, (sequenceNumber) => !this.#locks.holds(sequenceNumber));
    this.#backlog.forwardStored(now);
  }

  /** When `advance` is to be called next; undefined when nothing is due ever. */
  nextDeadline(): number | undefined {
    const next = Math.min(
      this.#backlog.nextDeadline() ?? Infinity,
      this.#locks.nextDeadline() ?? Infinity,
      this.sessions?.nextDeadline() ?? Infinity,
    );
    return next === Infinity ? undefined : next;
  }

  isLocked(sequenceNumber: number): boolean {
    return this.#locks.holds(sequenceNumber);
  }

  get lockedCount(): number {
    return this.#locks.size;
  }

  #lock({ sequenceNumber }: QueueMessage, now: number, session: SessionLock | undefined): Lock {
    const until = session?.until ?? now + this.properties.lockDurationMs;
    const lock = { token: this.#parts.newLockToken(), sequenceNumber, session, until };
    this.#locks.grant(lock);
    this.#parts.wakeAt(until);
    return lock;
  }

  #unlock(token: string, now: number): QueueMessage {
    const lock = this.#locks.find(token, now);
    const message = this.#backlog.get(lock.sequenceNumber);
    if (message === undefined) {
      throw messageLockLost();
    }
    this.#locks.release(lock);
    return message;
  }

  #inState(
    state: QueueMessage['state'],
    sequenceNumbers: readonly number[],
    session?: SessionLock,
  ): QueueMessage[] {
    const isFree = (message: QueueMessage): boolean =>
      message.state === state &&
      (session === undefined || message.content.sessionId === session.sessionId) &&
      !this.#locks.holds(message.sequenceNumber);
    return findAll(sequenceNumbers, this.state, isFree);
  }
}
