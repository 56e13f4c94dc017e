import { MinHeap } from './minHeap';

/**
 * Sequence numbers that wait to be taken, in one line for each session: a queue without sessions
 * has the one line ''. May name messages that are gone by now.
 */
export class Lines {
  readonly #lines = new Map<string, MinHeap<number>>();

  push(key: string, sequenceNumber: number): void {
    const line = this.#lines.get(key) ?? new MinHeap<number>((number) => number);
    line.push(sequenceNumber);
    this.#lines.set(key, line);
  }

  pop(key: string): number | undefined {
    const line = this.#lines.get(key);
    const first = line?.pop();
    if (line?.size === 0) {
      this.#lines.delete(key);
    }
    return first;
  }

  peek(key: string): number | undefined {
    return this.#lines.get(key)?.peek();
  }

  /** The lines that are not empty; the one that has waited longest comes first. */
  keys(): string[] {
    return [...this.#lines.keys()];
  }
}
