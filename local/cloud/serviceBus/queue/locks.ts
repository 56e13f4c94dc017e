import { messageLockLost } from '../serviceBusError';
import { Deadlines } from './deadlines';

/** A receiver's claim on a message. Kept in memory only: no lock outlives the broker. */
export type Lock = { readonly token: string; readonly sequenceNumber: number; until: number };

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
    this.#deadlines.add(lock.token, lock.until);
  }

  /** The lock that a client names. Throws `message-lock-lost` once it has expired or was given back. */
  find(token: string, now: number): Lock {
    const lock = this.#byToken.get(token);
    if (lock === undefined || lock.until <= now) {
      throw messageLockLost();
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

  release({ token, sequenceNumber }: Lock): void {
    this.#byToken.delete(token);
    this.#byMessage.delete(sequenceNumber);
  }

  /** Takes away the locks that ran out, and says which messages they held. */
  expire(now: number): number[] {
    return this.#deadlines.takeDue(now).flatMap((token) => {
      const lock = this.#byToken.get(token);
      if (lock === undefined) {
        return [];
      }
      this.release(lock);
      return [lock.sequenceNumber];
    });
  }

  nextDeadline(): number | undefined {
    return this.#deadlines.next();
  }
}
