import { AZURE_DEFAULTS } from './config/queueProperties';
import type { Namespace } from './config/namespace';
import type { QueueRecord } from './queue/queueRecord';
import { QueueState } from './queue/queueState';
import { keyOf } from './entityPath';

/** The state of every queue that the journal speaks of, whether it is configured or not. */
export class QueueStates {
  readonly #states = new Map<string, QueueState>();

  constructor({ queues, topics }: Namespace) {
    for (const { name, properties } of [...queues, ...topics]) {
      this.#states.set(keyOf(name), new QueueState(name, properties.duplicateDetectionWindowMs));
    }
  }

  all(): QueueState[] {
    return [...this.#states.values()];
  }

  of(path: string): QueueState {
    const { duplicateDetectionWindowMs } = AZURE_DEFAULTS;
    const known = this.#states.get(keyOf(path));
    const state = known ?? new QueueState(path, duplicateDetectionWindowMs);
    this.#states.set(keyOf(path), state);
    return state;
  }

  apply(record: QueueRecord): void {
    this.of(record.queue).apply(record);
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
