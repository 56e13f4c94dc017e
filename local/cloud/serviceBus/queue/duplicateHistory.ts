/** Which message ids a queue has taken within the window, to drop what a sender sends again. */
export class DuplicateHistory {
  readonly #takenAt = new Map<string, number>();
  #windowMs = Infinity;
  #sweepAt = 0;

  /** From now on only the ids of the last so many milliseconds count; before the first call all do. */
  limitTo(windowMs: number): void {
    this.#windowMs = windowMs;
    this.#sweepAt = 0;
  }

  has(messageId: string, now: number): boolean {
    const at = this.#takenAt.get(messageId);
    return at !== undefined && now - at < this.#windowMs;
  }

  add(messageId: string, at: number): void {
    this.#sweep(at);
    // Deleted first, so that the map stays in the order of time.
    this.#takenAt.delete(messageId);
    this.#takenAt.set(messageId, at);
  }

  entries(): IterableIterator<[string, number]> {
    return this.#takenAt.entries();
  }

  /** A tenth of a window at a time: looking at the oldest entry is not cheap in a map that shrinks at its front. */
  #sweep(now: number): void {
    if (now < this.#sweepAt) {
      return;
    }
    this.#sweepAt = now + this.#windowMs / 10;
    for (const [messageId, at] of this.#takenAt) {
      if (now - at < this.#windowMs) {
        return;
      }
      this.#takenAt.delete(messageId);
    }
  }
}
