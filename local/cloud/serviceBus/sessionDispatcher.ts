import type { Consumer } from './dispatcher';

/** Somebody who waits for whichever session is free next. */
export type SessionSeeker = {
  /** Takes a session if there is one; false when there is none. */
  accept(now: number): boolean;
};

/**
 * Hands out the messages of a queue with sessions: each receiver has a session to itself, and those
 * who wait for one get it in the order in which they came.
 */
export class SessionDispatcher {
  readonly #consumers = new Set<Consumer>();
  readonly #seekers = new Set<SessionSeeker>();

  add(consumer: Consumer): void {
    this.#consumers.add(consumer);
  }

  remove(consumer: Consumer): void {
    this.#consumers.delete(consumer);
  }

  seek(seeker: SessionSeeker): void {
    this.#seekers.add(seeker);
  }

  giveUp(seeker: SessionSeeker): void {
    this.#seekers.delete(seeker);
  }

  run(now: number): void {
    for (const consumer of this.#consumers) {
      while (consumer.canPull() && consumer.pull(now)) {
        // Pulling is the work.
      }
    }
    for (const seeker of this.#seekers) {
      if (!seeker.accept(now)) {
        return;
      }
      this.#seekers.delete(seeker);
    }
  }
}
