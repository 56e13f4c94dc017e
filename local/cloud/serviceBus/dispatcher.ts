/** A receiver that asks for messages of one queue. */
export type Consumer = {
  /** Whether it has credit, and room on its connection, for one more message. */
  canPull(): boolean;
  /** Takes the next message from the queue; false when there is none. */
  pull(now: number): boolean;
};

/** Shares the messages of one queue among its receivers, in turn. */
export class Dispatcher {
  readonly #consumers: Consumer[] = [];
  #turn = 0;

  add(consumer: Consumer): void {
    this.#consumers.push(consumer);
  }

  remove(consumer: Consumer): void {
    const index = this.#consumers.indexOf(consumer);
    if (index >= 0) {
      this.#consumers.splice(index, 1);
    }
  }

  /** Hands out messages until there are no more, or nobody can take one. */
  run(now: number): void {
    for (let consumer = this.#next(); consumer !== undefined; consumer = this.#next()) {
      if (!consumer.pull(now)) {
        return;
      }
    }
  }

  #next(): Consumer | undefined {
    const count = this.#consumers.length;
    for (let i = 0; i < count; i += 1) {
      const index = (this.#turn + i) % count;
      const consumer = this.#consumers[index];
      if (consumer?.canPull()) {
        this.#turn = index + 1;
        return consumer;
      }
    }
    return undefined;
  }
}
