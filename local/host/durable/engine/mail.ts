import type { Commit, DurableStore } from '../store/durableStore';
import type { Message, StoredMessage } from '../store/inbox';
import { isTerminal } from '../store/instance';
import type { LiveInstance, LiveInstances } from './liveInstances';

export type Send = (message: Message) => void;

type Change = { work: (send: Send) => void; remember: () => void };

type Pending = Change & { resolve: () => void; reject: (error: unknown) => void };

/** Commits together with the messages that follow from what is committed, then delivers these. */
export class Mail {
  private readonly store: DurableStore;
  private readonly live: LiveInstances;
  readonly wake: (live: LiveInstance) => void;
  private batch: Pending[] = [];

  constructor(store: DurableStore, live: LiveInstances, wake: (live: LiveInstance) => void) {
    this.store = store;
    this.live = live;
    this.wake = wake;
  }

  /** Whether nothing waits to be committed. */
  get isIdle(): boolean {
    return this.batch.length === 0;
  }

  /**
   * Commits at once. Messages to an orchestration that has ended, or for an earlier execution of
   * it, are dropped.
   */
  commit(kind: Commit, work: (send: Send) => void): void {
    this.transact(kind, [{ work, remember: () => {} }]);
  }

  /**
   * Commits together with all else that comes up in this turn of the event loop: under load, many
   * episodes and activities share one transaction. `remember` brings memory up to date with it.
   */
  async commitSoon(work: (send: Send) => void, remember: () => void): Promise<void> {
    if (this.batch.length === 0) {
      setImmediate(() => this.commitBatch());
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.batch.push({ work, remember, resolve, reject });
    return promise;
  }

  /** Wakes every orchestration that has mail on file. */
  deliverAll(): void {
    for (const instanceId of this.store.inbox.instanceIds()) {
      const live = this.live.find(instanceId);
      if (live !== undefined) {
        this.wake(live);
      }
    }
  }

  private commitBatch(): void {
    const batch = this.batch;
    this.batch = [];
    try {
      this.transact('batch', batch);
      batch.forEach(({ resolve }) => resolve());
    } catch (error) {
      batch.forEach(({ reject }) => reject(error));
    }
  }

  private transact(kind: Commit, changes: readonly Change[]): void {
    const sent: StoredMessage[] = [];
    const send: Send = (message) => {
      if (this.isWanted(message)) {
        sent.push(this.store.inbox.add(message));
      }
    };
    this.store.commit(kind, () => changes.forEach(({ work }) => work(send)));
    // Who gets a message depends on who has ended.
    changes.forEach(({ remember }) => remember());
    sent.forEach((message) => this.deliver(message));
  }

  private isWanted({ instanceId, executionId }: Message): boolean {
    const execution = this.store.instances.execution(instanceId);
    return (
      execution !== undefined &&
      !isTerminal(execution.status) &&
      (executionId === null || executionId === execution.executionId)
    );
  }

  private deliver(message: StoredMessage): void {
    const known = this.live.peek(message.instanceId);
    if (known !== undefined) {
      known.receive(message);
      this.wake(known);
      return;
    }
    // Reading it from file brings the message with it.
    const live = this.live.find(message.instanceId);
    if (live !== undefined) {
      this.wake(live);
    }
  }
}
