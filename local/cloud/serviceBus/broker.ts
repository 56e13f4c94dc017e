import { randomUUID } from 'node:crypto';
import { Access } from './access/access';
import type { AccessOptions } from './access/access';
import { Alarm } from './alarm';
import { asServiceBusError } from './asServiceBusError';
import type { Namespace } from './config/namespace';
import type { QueueProperties } from './config/queueProperties';
import { Definitions, NAMESPACE_PATH } from './definitions/definitions';
import { definitionsOf, pathOf } from './definitions/entityDefinition';
import type { EntityDefinition } from './definitions/entityDefinition';
import { Dispatcher } from './dispatcher';
import { Entities } from './entities';
import { EntityLinks } from './entityLinks';
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
  /** Of what somebody creates and does not say. */
  defaults: QueueProperties;
  access: Pick<AccessOptions, 'keys' | 'authenticate'>;
};

/** Restores the entities of a state directory, and keeps them there from then on. */
export async function openBroker(options: BrokerOptions): Promise<Broker> {
  const states = new QueueStates();
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
  readonly namespace: string;
  /** When the namespace came to be (ms since 1970). */
  readonly startedAt = Date.now();
  readonly maxMessageSizeBytes: number;
  readonly defaults: QueueProperties;
  readonly log: (line: string) => void;
  readonly definitions: Definitions;
  readonly access: Access;
  readonly #entities: Entities;
  /** For the queues that somebody receives from. */
  readonly #dispatchers = new Map<Queue, Dispatcher | SessionDispatcher>();
  readonly #available = new Set<Queue>();
  readonly #states: QueueStates;
  readonly #journal: Journal;
  readonly #alarm = new Alarm(() => this.#advance());

  constructor(options: BrokerOptions, states: QueueStates, journal: Journal) {
    this.namespace = options.namespace.name;
    this.maxMessageSizeBytes = options.maxMessageSizeBytes;
    this.defaults = options.defaults;
    this.log = options.log;
    this.#states = states;
    this.#journal = journal;
    this.#entities = new Entities({
      stateOf: (path) => this.#states.of(path),
      ledger: { append: (records, onDurable) => this.#append(records, onDurable) },
      newLockToken: this.newId,
      onAvailable: (queue) => this.#dispatchSoon(queue),
      wakeAt: (at) => this.#alarm.wakeAt(at),
    });
    const configured = definitionsOf(options.namespace);
    this.definitions = new Definitions(states.of(NAMESPACE_PATH), configured, this.now());
    this.#append(this.definitions.initialRecords, undefined);
    this.access = new Access({
      ...options.access,
      rulesOf: (path) =>
        this.definitions.find(path)?.definition.properties.notes.authorizationRules ?? [],
    });
    this.definitions.all().forEach(({ definition }) => this.#entities.add(definition));
  }

  readonly now = (): number => Date.now();

  readonly links = new EntityLinks(this.now);

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

  /** Those of a topic. */
  subscriptionsOf(topic: string): Queue[] {
    return this.#entities.subscriptionsOf(topic);
  }

  /** Creates an entity that is not there yet. */
  create(definition: EntityDefinition): void {
    this.#append([this.definitions.put(definition, this.now())], undefined);
    this.#entities.add(definition);
  }

  /** Has an entity be as defined from now on; links that it does not allow any more end. */
  update(definition: EntityDefinition): void {
    this.#append([this.definitions.put(definition, this.now())], undefined);
    this.#entities.update(definition);
    const queue = this.find(pathOf(definition));
    if (queue !== undefined) {
      this.#endForbiddenLinks(queue);
    }
  }

  /** Deletes an entity with all that is in it, a topic with its subscriptions; links on it end. */
  delete(path: string): void {
    const now = this.now();
    const removed = this.#entities.remove(path);
    this.#append(
      removed.flatMap(({ path: queue }): QueueRecord[] => [
        ...(this.definitions.find(queue) === undefined
          ? []
          : [this.definitions.remove(queue, now)]),
        { type: 'deleted', queue },
      ]),
      undefined,
    );
    for (const queue of removed) {
      this.#endForbiddenLinks(queue);
      this.#dispatchers.delete(queue);
    }
  }

  dispatcherOf(queue: Queue): Dispatcher | SessionDispatcher {
    const known = this.#dispatchers.get(queue);
    const dispatcher = known ?? (queue.sessions ? new SessionDispatcher() : new Dispatcher());
    this.#dispatchers.set(queue, dispatcher);
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
    if (records.length > 0) {
      records.forEach((record) => this.#states.apply(record));
      this.#journal.append(records, onDurable);
    }
  }

  #endForbiddenLinks(queue: Queue): void {
    for (const link of this.links.of(queue)) {
      try {
        link.check();
      } catch (error) {
        link.end(asServiceBusError(error, this.log));
      }
    }
  }

  /** Once this turn is through, for all that has become available in it. */
  #dispatchSoon(queue: Queue): void {
    if (this.#available.size === 0) {
      queueMicrotask(() => this.#dispatch());
    }
    this.#available.add(queue);
  }

  #dispatch(): void {
    const queues = [...this.#available];
    this.#available.clear();
    const now = this.now();
    queues.forEach((queue) => this.#dispatchers.get(queue)?.run(now));
  }

  #advance(): number | undefined {
    const now = this.now();
    const queues = this.queues();
    queues.forEach((queue) => queue.advance(now));
    const times = queues.map((queue) => queue.nextDeadline()).filter((at) => at !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }
}
