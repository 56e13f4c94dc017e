import { MinHeap } from './minHeap';

type Deadline<K> = { at: number; key: K };

const PRUNE_FROM = 1024;

/**
 * Things that are due at a time, earliest first. Nothing is taken out before its time: a settled
 * message's lock would have to be searched for. Entries that `isLive` no longer knows are skipped
 * when their time comes, and swept once they could be the majority.
 */
export class Deadlines<K> {
  readonly #heap = new MinHeap<Deadline<K>>(({ at }) => at);
  readonly #isLive: (key: K, at: number) => boolean;
  #pruneAt = PRUNE_FROM;

  constructor(isLive: (key: K, at: number) => boolean) {
    this.#isLive = isLive;
  }

  add(key: K, at: number): void {
    this.#heap.push({ at, key });
    if (this.#heap.size >= this.#pruneAt) {
      this.#heap.retain((deadline) => this.#isLive(deadline.key, deadline.at));
      this.#pruneAt = Math.max(PRUNE_FROM, 2 * this.#heap.size);
    }
  }

  /** The earliest time at which something may be due. */
  next(): number | undefined {
    return this.#heap.peek()?.at;
  }

  /** Takes out everything that is due and live. */
  takeDue(now: number): K[] {
    const due: K[] = [];
    for (let first = this.#heap.peek(); first && first.at <= now; first = this.#heap.peek()) {
      this.#heap.pop();
      if (this.#isLive(first.key, first.at)) {
        due.push(first.key);
      }
    }
    return due;
  }
}
