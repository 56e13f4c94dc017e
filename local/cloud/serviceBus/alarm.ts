/** Deadlines are kept this closely: several that fall together are done at once. */
const RESOLUTION_MS = 5;
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** One timer for all deadlines of the broker: rings at the earliest, and asks for the next. */
export class Alarm {
  readonly #ring: () => number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #dueAt = Infinity;

  /** `ring` does what is due and answers the next time (ms since 1970), if there is one. */
  constructor(ring: () => number | undefined) {
    this.#ring = ring;
  }

  wakeAt(at: number): void {
    if (at >= this.#dueAt) {
      return;
    }
    clearTimeout(this.#timer);
    const delay = Math.min(Math.max(RESOLUTION_MS, at - Date.now()), LONGEST_TIMEOUT_MS);
    this.#dueAt = at;
    this.#timer = setTimeout(() => this.#wake(), delay);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#dueAt = -Infinity;
  }

  #wake(): void {
    this.#dueAt = Infinity;
    const next = this.#ring();
    if (next !== undefined) {
      this.wakeAt(next);
    }
  }
}
