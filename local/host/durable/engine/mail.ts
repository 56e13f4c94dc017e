import type { Commit, DurableStore } from '../store/durableStore';
import type { Message, StoredMessage } from '../store/inbox';
import { isTerminal } from '../store/instance';
import type { LiveInstance, LiveInstances } from './liveInstances';

export type Send = (message: Message) => void;

/** Commits together with the messages that follow from what is committed, then delivers these. */
export class Mail {
  private readonly store: DurableStore;
  private readonly live: LiveInstances;
  readonly wake: (live: LiveInstance) => void;

  constructor(store: DurableStore, live: LiveInstances, wake: (live: LiveInstance) => void) {
    this.store = store;
    this.live = live;
    this.wake = wake;
  }

  /** Messages to an orchestration that has ended, or for an earlier execution of it, are dropped. */
  commit<T>(kind: Commit, work: (send: Send) => T): T {
    const sent: StoredMessage[] = [];
    const send: Send = (message) => {
      if (this.isWanted(message)) {
        sent.push(this.store.inbox.add(message));
      }
    };
    const result = this.store.commit(kind, () => work(send));
    for (const message of sent) {
      this.deliver(message);
    }
    return result;
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
