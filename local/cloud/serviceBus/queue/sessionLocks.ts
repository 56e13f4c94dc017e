import { sessionCannotBeLocked, sessionLockLost } from '../serviceBusError';
import { Deadlines } from './deadlines';

/** Who asks for a session. */
export type SessionClaim = {
  /** The name of the receiver's link, which requests on its behalf carry as well. */
  owner: string;
  /** Told when the lock ran out. */
  onLost: (sessionId: string) => void;
};

/** A receiver's claim on a session. Kept in memory only: no lock outlives the broker. */
export type SessionLock = Readonly<SessionClaim> & {
  readonly sessionId: string;
  /** In the past once the session was given back. */
  until: number;
  /** The tokens of the messages that the receiver holds. */
  readonly tokens: Set<string>;
};

/** The session locks of one queue. */
export class SessionLocks {
  readonly #locks = new Map<string, SessionLock>();
  readonly #deadlines = new Deadlines<string>((id, at) => this.#locks.get(id)?.until === at);

  isLocked(sessionId: string): boolean {
    return this.#locks.has(sessionId);
  }

  /** Throws `session-cannot-be-locked` while somebody else has the session. */
  grant(sessionId: string, claim: SessionClaim, until: number): SessionLock {
    if (this.#locks.has(sessionId)) {
      throw sessionCannotBeLocked(sessionId);
    }
    const lock = { ...claim, sessionId, until, tokens: new Set<string>() };
    this.#locks.set(sessionId, lock);
    this.#deadlines.add(sessionId, until);
    return lock;
  }

  /** The lock that a client speaks of; of `owner`, if it says who it is. Throws `session-lock-lost`. */
  find(sessionId: string, owner: string | undefined, now: number): SessionLock {
    const lock = this.#locks.get(sessionId);
    const isOwn = owner === undefined || lock?.owner === owner;
    if (lock === undefined || lock.until <= now || !isOwn) {
      throw sessionLockLost(sessionId);
    }
    return lock;
  }

  renew(lock: SessionLock, until: number): void {
    lock.until = until;
    this.#deadlines.add(lock.sessionId, until);
  }

  /** False when the lock was released before. */
  release(lock: SessionLock): boolean {
    const isHeld = this.#locks.get(lock.sessionId) === lock;
    if (isHeld) {
      this.#locks.delete(lock.sessionId);
      lock.until = -Infinity;
    }
    return isHeld;
  }

  /** The locks whose time is over, to be released. */
  takeDue(now: number): SessionLock[] {
    const due = this.#deadlines.takeDue(now).map((id) => this.#locks.get(id));
    return due.filter((lock) => lock !== undefined);
  }

  clear(): void {
    for (const lock of this.#locks.values()) {
      lock.until = -Infinity;
    }
    this.#locks.clear();
  }

  nextDeadline(): number | undefined {
    return this.#deadlines.next();
  }
}
