import type { Ledger, QueueRecord } from './queueRecord';
import type { QueueState } from './queueState';

/** Who keeps a message, and is told when it may be handed out. */
export type Keeper = {
  /** The message is there, but not on disk yet. */
  watch(sequenceNumber: number): void;
  /** The message is on disk. */
  offer(sequenceNumber: number): void;
};

/**
 * What one call changes, in however many queues: gathered first, then written as a whole. States
 * do not show it before `commit`, so the sequence numbers and message ids it uses are kept here.
 */
export class Transaction {
  readonly #records: QueueRecord[] = [];
  readonly #kept: { keeper: Keeper; sequenceNumber: number }[] = [];
  readonly #numbers = new Map<QueueState, number>();
  readonly #growth = new Map<QueueState, number>();
  readonly #messageIds = new Map<QueueState, Set<string>>();

  nextSequenceNumber(state: QueueState): number {
    const number = this.#numbers.get(state) ?? state.nextSequenceNumber;
    this.#numbers.set(state, number + 1);
    return number;
  }

  /** How many bytes the call puts into the queue. */
  growthOf(state: QueueState): number {
    return this.#growth.get(state) ?? 0;
  }

  grow(state: QueueState, bytes: number): void {
    this.#growth.set(state, (this.#growth.get(state) ?? 0) + bytes);
  }

  /** Counts a message that only passes through, which would otherwise leave no trace. */
  countPassing(state: QueueState): number {
    const number = this.nextSequenceNumber(state);
    const { path: queue } = state;
    this.add({ type: 'passed', queue, sequenceNumber: number });
    return number;
  }

  /** Whether the id is new to the queue; notes it if so. */
  isFirst(state: QueueState, messageId: string, at: number): boolean {
    const ids = this.#messageIds.get(state) ?? new Set();
    if (ids.has(messageId) || state.history.has(messageId, at)) {
      return false;
    }
    this.#messageIds.set(state, ids.add(messageId));
    this.add({ type: 'seen', queue: state.path, messageId, at });
    return true;
  }

  add(...records: readonly QueueRecord[]): void {
    this.#records.push(...records);
  }

  /** Has the keeper told of a message that one of the records puts there. */
  keep(keeper: Keeper, sequenceNumber: number): void {
    this.#kept.push({ keeper, sequenceNumber });
  }

  commit(ledger: Ledger): void {
    if (this.#records.length === 0) {
      return;
    }
    const kept = this.#kept;
    ledger.append(this.#records, () =>
      kept.forEach(({ keeper, sequenceNumber }) => keeper.offer(sequenceNumber)),
    );
    kept.forEach(({ keeper, sequenceNumber }) => keeper.watch(sequenceNumber));
  }
}
