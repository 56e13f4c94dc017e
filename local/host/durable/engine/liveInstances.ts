import type { DurableStore } from '../store/durableStore';
import type { StoredMessage } from '../store/inbox';
import { isTerminal } from '../store/instance';
import type { Instance } from '../store/instance';
import { LiveHistory } from './liveHistory';

/** An orchestration that has not ended, in memory. */
export class LiveInstance {
  /** As it is on file. */
  instance: Instance;
  readonly mailbox: StoredMessage[];
  history: LiveHistory | undefined;
  phase: 'idle' | 'queued' | 'running' = 'idle';
  /** Activities of this orchestration that are being run. */
  inFlight = 0;
  lastEpisodeMs = 0;
  /** It ended, was purged or replaced: what is still being done for it counts no more. */
  closed = false;
  /** Warnings that were given. */
  readonly warned = new Set<string>();
  private lastReceived: number;

  constructor(instance: Instance, mailbox: StoredMessage[]) {
    this.instance = instance;
    this.mailbox = mailbox;
    this.lastReceived = mailbox.at(-1)?.id ?? 0;
  }

  /** Takes a message, unless it has come already when the mailbox was read from file. */
  receive(message: StoredMessage): void {
    if (message.id > this.lastReceived) {
      this.mailbox.push(message);
      this.lastReceived = message.id;
    }
  }

  get isAtRest(): boolean {
    return this.phase === 'idle' && this.mailbox.length === 0 && this.inFlight === 0;
  }
}

/**
 * The orchestrations in memory. The file has everything too, so those at rest are forgotten, the
 * least recently used first, when there are more than `capacity`.
 */
export class LiveInstances {
  private readonly store: DurableStore;
  private readonly capacity: number;
  private readonly live = new Map<string, LiveInstance>();

  constructor(store: DurableStore, capacity: number) {
    this.store = store;
    this.capacity = capacity;
  }

  /** The orchestration if it is in memory. */
  peek(instanceId: string): LiveInstance | undefined {
    return this.live.get(instanceId);
  }

  /** The orchestration if it has not ended, read from file if need be. */
  find(instanceId: string): LiveInstance | undefined {
    const known = this.live.get(instanceId);
    if (known !== undefined) {
      // Back to the end of the order in which they are forgotten.
      this.live.delete(instanceId);
      this.live.set(instanceId, known);
      return known;
    }
    const instance = this.store.instances.get(instanceId);
    if (instance === undefined || isTerminal(instance.status)) {
      return undefined;
    }
    const loaded = new LiveInstance(instance, this.store.inbox.of(instanceId));
    this.live.set(instanceId, loaded);
    this.forgetIdle();
    return loaded;
  }

  historyOf(live: LiveInstance): LiveHistory {
    live.history ??= new LiveHistory(this.store.histories.read(live.instance.instanceId));
    return live.history;
  }

  /** It has ended, or is to be read from file again. */
  close(instanceId: string): void {
    const live = this.live.get(instanceId);
    if (live !== undefined) {
      live.closed = true;
      this.live.delete(instanceId);
    }
  }

  private forgetIdle(): void {
    if (this.live.size <= this.capacity) {
      return;
    }
    for (const [instanceId, live] of this.live) {
      if (this.live.size <= this.capacity) {
        return;
      }
      if (live.isAtRest) {
        this.live.delete(instanceId);
      }
    }
  }
}
