import type { QueueProperties } from '../config/queueProperties';
import type { ParsedMessage } from '../message/parseMessage';
import { messageLockLost, messageNotFound, notAllowed } from '../serviceBusError';
import type { Arrival } from './arrival';
import { Backlog } from './backlog';
import { Locks } from './locks';
import type { Lock } from './locks';
import type { EntityKind } from './entityKind';
import type { PropertyChanges } from './propertyChanges';
import { requireRoom, requireSendable, requireSessionIds } from './requirements';
import type { QueueMessage } from './queueMessage';
import type { BacklogParts } from './backlogParts';
import type { QueueState } from './queueState';
import type { SessionLock } from './sessionLocks';
import { Sessions } from './sessions';
import { Transaction } from './transaction';

export type QueueParts = Omit<BacklogParts, 'deadLetters'> & {
  /** Where dead letters go; undefined for a dead-letter queue itself. */
  deadLetterQueue: Queue | undefined;
  kind: EntityKind;
  newLockToken: () => string;
};

/** A message with the lock under which a receiver has it. */
export type LockedMessage = { message: QueueMessage; lock: Lock };

const NO_CHANGES: PropertyChanges = new Map();

/**
 * A Service Bus queue: who may have which message, and what becomes of it. Knows no clock and no
 * I/O: every call says what time it is (ms since 1970), and changes go to a ledger.
 *
 * A lock token that no longer holds a message is answered with `message-lock-lost`, a sequence
 * number that names none in the right state with `message-not-found`.
 */
export class Queue {
  readonly state: QueueState;
  readonly properties: QueueProperties;
  readonly deadLetterQueue: Queue | undefined;
  /** Undefined for a queue that knows no sessions. */
  readonly sessions: Sessions | undefined;
  readonly #parts: QueueParts;
  readonly #backlog: Backlog;
  readonly #locks = new Locks();

  constructor(parts: QueueParts) {
    this.#parts = parts;
    this.state = parts.state;
    this.properties = parts.properties;
    this.deadLetterQueue = parts.deadLetterQueue;
    const deadLetters = parts.deadLetterQueue && parts.deadLetterQueue.#backlog;
    this.#backlog = new Backlog({ ...parts, deadLetters });
    if (parts.properties.requiresSession) {
      this.sessions = new Sessions({ parts, backlog: this.#backlog, locks: this.#locks });
    }
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

  /** Takes in a message that another entity forwards, as a part of what that does. */
  receive(arrival: Arrival, transaction: Transaction): void {
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

  /** Looks at messages in any state, in the order of sequence numbers, without taking them. */
  peek(fromSequenceNumber: number, count: number, sessionId?: string): QueueMessage[] {
    return this.state.from(fromSequenceNumber, count, sessionId);
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
    if (session === undefined) {
      this.#parts.wakeAt(until);
    }
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
    return [...new Set(sequenceNumbers)].map((sequenceNumber) => {
      const message = this.#backlog.get(sequenceNumber);
      const isOfSession = session === undefined || message?.content.sessionId === session.sessionId;
      if (message?.state !== state || !isOfSession || this.#locks.holds(sequenceNumber)) {
        throw messageNotFound(sequenceNumber);
      }
      return message;
    });
  }
}
