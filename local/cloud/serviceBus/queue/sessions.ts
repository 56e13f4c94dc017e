import { sessionLockLost } from '../serviceBusError';
import type { Backlog } from './backlog';
import type { BacklogParts } from './backlogParts';
import type { Locks } from './locks';
import { NO_CHANGES } from './propertyChanges';
import { SessionLocks } from './sessionLocks';
import type { SessionClaim, SessionLock } from './sessionLocks';

export type SessionsParts = {
  parts: Pick<BacklogParts, 'state' | 'settings' | 'ledger' | 'onAvailable' | 'wakeAt'>;
  backlog: Backlog;
  locks: Locks;
};

const STATE_PREFIX = 'session-state:';

/** The sessions of a queue that requires them: who has which, and the state that each carries. */
export class Sessions {
  readonly #queue: SessionsParts;
  readonly #locks = new SessionLocks();

  constructor(queue: SessionsParts) {
    this.#queue = queue;
  }

  /** Locks a session, whether there are messages in it or not. Throws `session-cannot-be-locked`. */
  accept(sessionId: string, claim: SessionClaim, now: number): SessionLock {
    const until = now + this.#queue.parts.settings.properties.lockDurationMs;
    const lock = this.#locks.grant(sessionId, claim, until);
    this.#queue.parts.wakeAt(until);
    return lock;
  }

  /** Locks the free session that has waited longest for a receiver; undefined when there is none. */
  acceptNext(claim: SessionClaim, now: number): SessionLock | undefined {
    for (const sessionId of this.#queue.backlog.sessionsInLine(now)) {
      if (!this.#locks.isLocked(sessionId)) {
        return this.accept(sessionId, claim, now);
      }
    }
    return undefined;
  }

  /** Throws `session-lock-lost` unless `owner`, or anybody if it is undefined, has the session. */
  find(sessionId: string, owner: string | undefined, now: number): SessionLock {
    return this.#locks.find(sessionId, owner, now);
  }

  /** Answers the time until which the lock, and with it those on the session's messages, now holds. */
  renew(lock: SessionLock, now: number): number {
    if (lock.until <= now) {
      throw sessionLockLost(lock.sessionId);
    }
    const until = now + this.#queue.parts.settings.properties.lockDurationMs;
    this.#locks.renew(lock, until);
    this.#queue.parts.wakeAt(until);
    return until;
  }

  /** Gives a session back. Its messages count no delivery. */
  release(lock: SessionLock): void {
    const { backlog, locks, parts } = this.#queue;
    if (this.#locks.release(lock)) {
      locks.releaseSession(lock).forEach((sequenceNumber) => backlog.offer(sequenceNumber));
      parts.onAvailable();
    }
  }

  /** Takes back the sessions whose locks ran out: each message that was held counts a failed delivery. */
  advance(now: number): void {
    const { backlog, locks, parts } = this.#queue;
    for (const lock of this.#locks.takeDue(now)) {
      this.#locks.release(lock);
      for (const sequenceNumber of locks.releaseSession(lock)) {
        const message = backlog.get(sequenceNumber);
        if (message !== undefined) {
          backlog.fail(message, NO_CHANGES, now);
        }
      }
      lock.onLost(lock.sessionId);
      parts.onAvailable();
    }
  }

  /** Nobody has any of the sessions any more. */
  clear(): void {
    this.#locks.clear();
  }

  nextDeadline(): number | undefined {
    return this.#locks.nextDeadline();
  }

  state(sessionId: string): Buffer | undefined {
    return this.#queue.parts.state.notes.get(STATE_PREFIX + sessionId);
  }

  setState(sessionId: string, value: Buffer | undefined): void {
    const { state, ledger } = this.#queue.parts;
    ledger.append([{ type: 'noted', queue: state.path, name: STATE_PREFIX + sessionId, value }]);
  }

  /** The sessions that have messages or a state. */
  ids(): string[] {
    const { messages, notes } = this.#queue.parts.state;
    const ids = new Set<string>();
    for (const { content } of messages.values()) {
      ids.add(content.sessionId ?? '');
    }
    for (const name of notes.keys()) {
      if (name.startsWith(STATE_PREFIX)) {
        ids.add(name.slice(STATE_PREFIX.length));
      }
    }
    return [...ids];
  }
}
