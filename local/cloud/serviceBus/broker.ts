import { randomUUID } from 'node:crypto';
import { Alarm } from './alarm';
import { AZURE_DEFAULTS, deadLetterProperties } from './config/queueProperties';
import type { QueueProperties } from './config/queueProperties';
import type { QueueDefinition } from './config/readQueues';
import { Dispatcher } from './dispatcher';
import { SessionDispatcher } from './sessionDispatcher';
import { openJournal } from './journal/journal';
import type { Journal, JournalOptions } from './journal/journal';
import { Queue } from './queue/queue';
import type { QueueRecord } from './queue/queueRecord';
import { QueueState } from './queue/queueState';

export type BrokerOptions = Pick<JournalOptions, 'compactAfterBytes' | 'log' | 'onFailure'> & {
  queues: readonly QueueDefinition[];
  stateDirectory: string;
  maxMessageSizeBytes: number;
};

const DEAD_LETTER_SUFFIX = '/$DeadLetterQueue';

/** Restores the queues of a state directory, and keeps them there from then on. */
export async function openBroker(options: BrokerOptions): Promise<Broker> {
  const states = new States(options.queues);
  const journal = await openJournal({
    directory: options.stateDirectory,
    replay: (record) => states.apply(record),
    snapshot: () => states.snapshot(),
    compactAfterBytes: options.compactAfterBytes,
    log: options.log,
    onFailure: options.onFailure,
  });
  const broker = new Broker(options, states, journal);
  for (const state of states.all()) {
    if (broker.find(state.path) === undefined && state.messages.size > 0) {
      options.log(
        `${state.messages.size} messages of '${state.path}' are kept, but it is not configured`,
      );
    }
  }
  return broker;
}

/** The queues of a namespace, with the one journal and the one timer that they share. */
export class Broker {
  readonly #queues = new Map<string, Queue>();
  readonly #dispatchers = new Map<Queue, Dispatcher | SessionDispatcher>();
  readonly #available = new Set<Dispatcher | SessionDispatcher>();
  readonly maxMessageSizeBytes: number;
  readonly log: (line: string) => void;
  readonly #states: States;
  readonly #journal: Journal;
  readonly #alarm = new Alarm(() => this.#advance());

  constructor(options: BrokerOptions, states: States, journal: Journal) {
    this.maxMessageSizeBytes = options.maxMessageSizeBytes;
    this.log = options.log;
    this.#states = states;
    this.#journal = journal;
    for (const { name, properties } of options.queues) {
      const path = `${name}${DEAD_LETTER_SUFFIX}`;
      const deadLetterQueue = this.#add(path, deadLetterProperties(properties), undefined);
      this.#add(name, properties, deadLetterQueue);
    }
  }

  readonly now = (): number => Date.now();

  readonly newId = (): string => randomUUID();

  /** The queue, or dead-letter queue, of an entity path; case does not count. */
  find(path: string): Queue | undefined {
    return this.#queues.get(keyOf(path));
  }

  queues(): Queue[] {
    return [...this.#queues.values()];
  }

  dispatcherOf(queue: Queue): Dispatcher | SessionDispatcher {
    const dispatcher = this.#dispatchers.get(queue);
    if (dispatcher === undefined) {
      throw new Error(`'${queue.path}' is not a queue of this broker.`);
    }
    return dispatcher;
  }

  sessionDispatcherOf(queue: Queue): SessionDispatcher {
    const dispatcher = this.dispatcherOf(queue);
    if (!(dispatcher instanceof SessionDispatcher)) {
      throw new Error(`'${queue.path}' has no sessions.`);
    }
    return dispatcher;
  }

  /** Calls back when everything done so far is on disk: before that, nobody may be told. */
  whenDurable(callback: () => void): void {
    this.#journal.whenDurable(callback);
  }

  async close(): Promise<void> {
    this.#alarm.stop();
    await this.#journal.close();
  }

  #add(path: string, properties: QueueProperties, deadLetterQueue: Queue | undefined): Queue {
    const dispatcher = properties.requiresSession ? new SessionDispatcher() : new Dispatcher();
    const queue = new Queue({
      state: this.#states.of(path),
      properties,
      deadLetterQueue,
      ledger: { append: (records, onDurable) => this.#append(records, onDurable) },
      newLockToken: this.newId,
      onAvailable: () => this.#dispatchSoon(dispatcher),
      wakeAt: (at) => this.#alarm.wakeAt(at),
    });
    this.#dispatchers.set(queue, dispatcher);
    this.#queues.set(keyOf(path), queue);
    return queue;
  }

  #append(records: readonly QueueRecord[], onDurable: (() => void) | undefined): void {
    records.forEach((record) => this.#states.apply(record));
    this.#journal.append(records, onDurable);
  }

  /** Once this turn is through, for all that has become available in it. */
  #dispatchSoon(dispatcher: Dispatcher | SessionDispatcher): void {
    if (this.#available.size === 0) {
      queueMicrotask(() => this.#dispatch());
    }
    this.#available.add(dispatcher);
  }

  #dispatch(): void {
    const dispatchers = [...this.#available];
    this.#available.clear();
    const now = this.now();
    dispatchers.forEach((dispatcher) => dispatcher.run(now));
  }

  #advance(): number | undefined {
    const now = this.now();
    const queues = this.queues();
    queues.forEach((queue) => queue.advance(now));
    const times = queues.map((queue) => queue.nextDeadline()).filter((at) => at !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }
}

/** The state of every queue that the journal speaks of, whether it is configured or not. */
class States {
  readonly #states = new Map<string, QueueState>();

  constructor(definitions: readonly QueueDefinition[]) {
    for (const { name, properties } of definitions) {
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

function keyOf(path: string): string {
  return path.replaceAll(/^\/+|\/+$/g, '').toLowerCase();
}
