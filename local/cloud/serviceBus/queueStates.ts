import { keyOf } from './entityPath';
import type { QueueRecord } from './queue/queueRecord';
import { QueueState } from './queue/queueState';

/** The state of every queue that the journal speaks of, whether there still is such an entity or not. */
export class QueueStates {
  readonly #states = new Map<string, QueueState>();

  all(): QueueState[] {
    return [...this.#states.values()];
  }

  of(path: string): QueueState {
    const state = this.#states.get(keyOf(path)) ?? new QueueState(path);
    this.#states.set(keyOf(path), state);
    return state;
  }

  apply(record: QueueRecord): void {
    if (record.type === 'deleted') {
      this.#states.delete(keyOf(record.queue));
    } else {
      this.of(record.queue).apply(record);
    }
  }

  /** All states as they are now, written one after another later. */
  snapshot(): Iterable<QueueRecord> {
    const snapshots = this.all().map((state) => state.snapshot());
    return (function* records() {
      for (const snapshot of snapshots) {
        yield* snapshot;
      }
    })();
  }
}
