import { randomUUID } from 'node:crypto';
import { Alarm } from './alarm';
import type { Namespace } from './config/namespace';
import { Dispatcher } from './dispatcher';
import { Entities } from './entities';
import { openJournal } from './journal/journal';
import type { Journal, JournalOptions } from './journal/journal';
import type { Queue } from './queue/queue';
import type { QueueRecord } from './queue/queueRecord';
import { QueueStates } from './queueStates';
import type { Rules } from './rules/rules';
import { SessionDispatcher } from './sessionDispatcher';

export type BrokerOptions = Pick<JournalOptions, 'compactAfterBytes' | 'log' | 'onFailure'> & {
  namespace: Namespace;
  stateDirectory: string;
  maxMessageSizeBytes: number;
};

/** Restores the queues of a state directory, and keeps them there from then on. */
export async function openBroker(options: BrokerOptions): Promise<Broker> {
  const states = new QueueStates(options.namespace);
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

/** The entities of a namespace, with the one journal and the one timer that they share. */
export class Broker {
  readonly #entities: Entities;
  /** By the path of the queue, for those that somebody receives from. */
  readonly #dispatchers = new Map<string, Dispatcher | SessionDispatcher>();
  readonly #available = new Set<string>();
  readonly maxMessageSizeBytes: number;
  readonly log: (line: string) => void;
  readonly #states: QueueStates;
  readonly #journal: Journal;
  readonly #alarm = new Alarm(() => this.#advance());

  constructor(options: BrokerOptions, states: QueueStates, journal: Journal) {
    this.maxMessageSizeBytes = options.maxMessageSizeBytes;
    this.log = options.log;
    this.#states = states;
    this.#journal = journal;
    this.#entities = new Entities({
      stateOf: (path) => this.#states.of(path),
      ledger: { append: (records, onDurable) => this.#append(records, onDurable) },
      newLockToken: this.newId,
      onAvailable: (path) => this.#dispatchSoon(path),
      wakeAt: (at) => this.#alarm.wakeAt(at),
    });
    const { queues, topics } = options.namespace;
    queues.forEach((queue) => this.#entities.addQueue(queue));
    topics.forEach((topic) => this.#entities.addTopic(topic));
  }

  readonly now = (): number => Date.now();

  readonly newId = (): string => randomUUID();

  /** The queue, topic, subscription or dead-letter queue of an entity path; case does not count. */
  find(path: string): Queue | undefined {
    return this.#entities.find(path);
  }

  queues(): Queue[] {
    return this.#entities.all();
  }

  /** Undefined for what is no subscription. */
  rulesOf(queue: Queue): Rules | undefined {
    return this.#entities.rulesOf(queue);
  }

  dispatcherOf({ path, sessions }: Queue): Dispatcher | SessionDispatcher {
    const known = this.#dispatchers.get(path);
    const dispatcher = known ?? (sessions ? new SessionDispatcher() : new Dispatcher());
    this.#dispatchers.set(path, dispatcher);
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

  #append(records: readonly QueueRecord[], onDurable: (() => void) | undefined): void {
    records.forEach((record) => this.#states.apply(record));
    this.#journal.append(records, onDurable);
  }

  /** Once this turn is through, for all that has become available in it. */
  #dispatchSoon(path: string): void {
    if (this.#available.size === 0) {
      queueMicrotask(() => this.#dispatch());
    }
    this.#available.add(path);
  }

  #dispatch(): void {
    const paths = [...this.#available];
    this.#available.clear();
    const now = this.now();
    paths.forEach((path) => this.#dispatchers.get(path)?.run(now));
  }

  #advance(): number | undefined {
    const now = this.now();
    const queues = this.queues();
    queues.forEach((queue) => queue.advance(now));
    const times = queues.map((queue) => queue.nextDeadline()).filter((at) => at !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }
}
