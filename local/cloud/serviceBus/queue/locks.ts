import { messageLockLost, sessionLockLost } from '../serviceBusError';
import { Deadlines } from './deadlines';
import type { QueueMessage } from './queueMessage';
import type { SessionLock } from './sessionLocks';

/** A receiver's claim on a message. Kept in memory only: no lock outlives the broker. */
export type Lock = {
  readonly token: string;
  readonly sequenceNumber: number;
  /** The lock on the message's session, in which case it is that which ends. */
  readonly session: SessionLock | undefined;
  until: number;
};

/** A message with the lock under which a receiver has it. */
export type LockedMessage = { message: QueueMessage; lock: Lock };

/** The message locks of one queue, by token and by message. */
export class Locks {
  readonly #byToken = new Map<string, Lock>();
  readonly #byMessage = new Map<number, Lock>();
  readonly #deadlines = new Deadlines<string>(
    (token, at) => this.#byToken.get(token)?.until === at,
  );

  get size(): number {
    return this.#byToken.size;
  }

  grant(lock: Lock): void {
    this.#byToken.set(lock.token, lock);
    this.#byMessage.set(lock.sequenceNumber, lock);
    if (lock.session === undefined) {
      this.#deadlines.add(lock.token, lock.until);
    } else {
      lock.session.tokens.add(lock.token);
    }
  }

  /** The lock that a client names. Throws `message-lock-lost` once it has expired or was given back. */
  find(token: string, now: number): Lock {
    const lock = this.#byToken.get(token);
    if (lock === undefined) {
      throw messageLockLost();
    }
    const { session, until } = lock;
    if ((session?.until ?? until) <= now) {
      throw session === undefined ? messageLockLost() : sessionLockLost(session.sessionId);
    }
    return lock;
  }

  holds(sequenceNumber: number): boolean {
    return this.#byMessage.has(sequenceNumber);
  }

  renew(lock: Lock, until: number): void {
    lock.until = until;
    this.#deadlines.add(lock.token, until);
  }

  release({ token, sequenceNumber, session }: Lock): void {
    this.#byToken.delete(token);
    this.#byMessage.delete(sequenceNumber);
    session?.tokens.delete(token);
  }

  /** Takes away all message locks of a session, and says which messages they held. */
  releaseSession({ tokens }: SessionLock): number[] {
    return this.#releaseAll([...tokens]);
  }

  /** Takes away the locks that ran out, and says which messages they held. */
  expire(now: number): number[] {
    return this.#releaseAll(this.#deadlines.takeDue(now));
  }

  clear(): void {
    this.#byToken.clear();
    this.#byMessage.clear();
  }

  nextDeadline(): number | undefined {
    return this.#deadlines.next();
  }

  #releaseAll(tokens: readonly string[]): number[] {
    return tokens.flatMap((token) => {
      const lock = this.#byToken.get(token);
      if (lock === undefined) {
        return [];
      }
      this.release(lock);
      return [lock.sequenceNumber];
    });
  }
}
