import { withAnnotation } from '../message/withAnnotation';
import type { Arrival, Outlet } from './arrival';
import { arrivedMessage, withinTimeToLive } from './arrivedMessage';
import type { BacklogParts } from './backlogParts';
import { HOP_COUNT_EXCEEDED, SESSION_ID_MISSING } from './deadLetterReasons';
import { edited } from './edited';
import { sizeOf } from './queueMessage';
import type { QueueMessage } from './queueMessage';
import type { Keeper, Transaction } from './transaction';

/** A message that was forwarded this often is not forwarded again. */
const MAX_HOPS = 4;

/** Where the messages of a queue go, as parts of a transaction: here, further on, or to the dead letters. */
export class Placement {
  readonly #parts: BacklogParts;
  readonly #keeper: Keeper;

  constructor(parts: BacklogParts, keeper: Keeper) {
    this.#parts = parts;
    this.#keeper = keeper;
  }

  /** Decides where an active message belongs: here, further on, or among the dead letters. */
  place(arrival: Arrival, transaction: Transaction): number {
    const { state, settings, deadLetters } = this.#parts;
    const { properties, outlet } = settings;
    // A topic has no dead letters: its subscriptions see to what was forwarded too often.
    const isOver = arrival.hops >= MAX_HOPS && deadLetters !== undefined;
    if (outlet !== undefined && !isOver) {
      return this.#pass(arrival, outlet, transaction);
    }
    const isLost = properties.requiresSession && arrival.content.sessionId === undefined;
    if (outlet === undefined && !isLost) {
      const number = transaction.nextSequenceNumber(state);
      return this.store(arrivedMessage(arrival, properties, number), transaction);
    }
    const number = transaction.countPassing(state);
    const message = arrivedMessage(arrival, properties, number);
    const reason = isLost ? SESSION_ID_MISSING : HOP_COUNT_EXCEEDED;
    this.sendToDeadLetters(edited(message, reason), arrival, transaction);
    return number;
  }

  /** Hands a message to the outlet. What that does not take ends among the transfer dead letters. */
  #pass(arrival: Arrival, outlet: Outlet, transaction: Transaction): number {
    const { state, settings, transferDeadLetters } = this.#parts;
    const number = transaction.countPassing(state);
    const limited = withinTimeToLive(arrival.content, settings.properties);
    const content = withAnnotation(limited, 'x-opt-enqueue-sequence-number', number);
    const refusal = outlet({ ...arrival, content }, transaction);
    if (refusal !== undefined) {
      const message = arrivedMessage(arrival, settings.properties, number);
      transferDeadLetters?.keep(edited(message, refusal), transaction);
    }
    return number;
  }

  store(message: QueueMessage, transaction: Transaction): number {
    const { path: queue } = this.#parts.state;
    transaction.add({ type: 'enqueued', queue, message });
    transaction.grow(this.#parts.state, sizeOf(message));
    transaction.keep(this.#keeper, message.sequenceNumber);
    return message.sequenceNumber;
  }

  sendToDeadLetters(
    message: QueueMessage,
    at: Pick<Arrival, 'now' | 'hops'>,
    transaction: Transaction,
  ): void {
    const { state, deadLetters } = this.#parts;
    if (deadLetters === undefined) {
      throw new Error(`'${state.path}' has no dead-letter queue.`);
    }
    if (!deadLetters.sendOn(message, at, transaction)) {
      deadLetters.keep(message, transaction);
    }
  }

  /** Sends a dead letter on; false when it has nowhere to go. */
  sendOn(
    { content, scheduledFor }: QueueMessage,
    { now, hops }: Pick<Arrival, 'now' | 'hops'>,
    transaction: Transaction,
  ): boolean {
    const { settings, deadLetterSource = '' } = this.#parts;
    if (settings.outlet === undefined || hops >= MAX_HOPS) {
      return false;
    }
    const marked = withAnnotation(content, 'x-opt-deadletter-source', deadLetterSource);
    return settings.outlet({ content: marked, scheduledFor, now, hops }, transaction) === undefined;
  }

  /** Takes in a dead letter under the number that it has. */
  keep(message: QueueMessage, transaction: Transaction): void {
    this.store({ ...message, state: 'active', expiresAt: undefined }, transaction);
  }
}
