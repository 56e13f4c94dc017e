import { Deadlines } from './deadlines';
import type { QueueMessage } from './queueMessage';

/** When the messages of one queue become active, and when they expire. */
export class MessageDeadlines {
  readonly #scheduled: Deadlines<number>;
  readonly #expiring: Deadlines<number>;
  readonly #messages: ReadonlyMap<number, QueueMessage>;

  constructor(messages: ReadonlyMap<number, QueueMessage>) {
    this.#messages = messages;
    this.#scheduled = new Deadlines((key, at) => messages.get(key)?.scheduledFor === at);
    this.#expiring = new Deadlines((key, at) => messages.get(key)?.expiresAt === at);
  }

  /** Answers the time at which the message needs attention, if there is one. */
  add({ sequenceNumber, state, scheduledFor, expiresAt }: QueueMessage): number | undefined {
    if (state === 'scheduled' && scheduledFor !== undefined) {
      this.#scheduled.add(sequenceNumber, scheduledFor);
      return scheduledFor;
    }
    if (expiresAt !== undefined) {
      this.#expiring.add(sequenceNumber, expiresAt);
    }
    return expiresAt;
  }

  takeScheduled(now: number): QueueMessage[] {
    return this.#take(this.#scheduled.takeDue(now), 'scheduled');
  }

  /** A deferred message does not expire. */
  takeExpired(now: number): QueueMessage[] {
    return this.#take(this.#expiring.takeDue(now), 'active');
  }

  next(): number | undefined {
    const [scheduled, expiring] = [this.#scheduled.next(), this.#expiring.next()];
    return scheduled === undefined || (expiring ?? Infinity) < scheduled ? expiring : scheduled;
  }

  #take(due: readonly number[], state: QueueMessage['state']): QueueMessage[] {
    return due.flatMap((sequenceNumber) => {
      const message = this.#messages.get(sequenceNumber);
      return message?.state === state ? [message] : [];
    });
  }
}
