import { deadLetterProperties } from './config/queueProperties';
import type { QueueProperties } from './config/queueProperties';
import { pathOf } from './definitions/entityDefinition';
import type { EntityDefinition } from './definitions/entityDefinition';
import { keyOf } from './entityPath';
import type { Outlet } from './queue/arrival';
import { DESTINATION_MISSING } from './queue/deadLetterReasons';
import { Queue } from './queue/queue';
import type { QueueParts } from './queue/queueParts';
import type { QueueState } from './queue/queueState';
import { Rules } from './rules/rules';

/** What an entity needs of the broker, besides its properties. */
export type EntityServices = Pick<
  QueueParts,
  'ledger' | 'newLockToken' | 'wakeAt' | 'onAvailable'
> & {
  stateOf: (path: string) => QueueState;
};

type Subscription = { queue: Queue; rules: Rules };

const DEAD_LETTER_SUFFIX = '/$DeadLetterQueue';
const TRANSFER_DEAD_LETTER_SUFFIX = '/$Transfer/$DeadLetterQueue';

/** The queues, topics and subscriptions of a namespace, and how messages pass between them. */
export class Entities {
  readonly #services: EntityServices;
  readonly #queues = new Map<string, Queue>();
  /** By the key of the topic, and then by that of the subscription. */
  readonly #subscriptions = new Map<string, Map<string, Subscription>>();
  readonly #rules = new Map<Queue, Rules>();

  constructor(services: EntityServices) {
    this.#services = services;
  }

  all(): Queue[] {
    return [...this.#queues.values()];
  }

  find(path: string): Queue | undefined {
    return this.#queues.get(keyOf(path));
  }

  /** Undefined for what is no subscription. */
  rulesOf(queue: Queue): Rules | undefined {
    return this.#rules.get(queue);
  }

  /** Those of a topic. */
  subscriptionsOf(topic: string): Queue[] {
    return [...(this.#subscriptions.get(keyOf(topic))?.values() ?? [])].map(({ queue }) => queue);
  }

  /** The topic of a subscription comes before it. */
  add(definition: EntityDefinition): void {
    const path = pathOf(definition);
    const { kind, properties } = definition;
    if (kind === 'topic') {
      const subscriptions = this.#openSubscriptions(path);
      this.#add(path, { kind, settings: { properties, outlet: fanOut(subscriptions) } });
      return;
    }
    const queue = this.#addWithSubQueues(path, kind, properties);
    if (kind === 'subscription') {
      const rules = new Rules(queue.state, this.#services.ledger, definition.rules);
      this.#rules.set(queue, rules);
      this.#openSubscriptions(definition.topic).set(keyOf(path), { queue, rules });
    }
  }

  /** Has an entity do from now on what its definition says. What is in it stays, or goes on if it forwards. */
  update(definition: EntityDefinition): void {
    const { kind, properties } = definition;
    const path = pathOf(definition);
    const forwarding = this.#forwardingTo(properties.forwardTo);
    const outlet = kind === 'topic' ? fanOut(this.#openSubscriptions(path)) : forwarding;
    const queue = this.find(path);
    queue?.update({ properties, outlet });
    queue?.deadLetterQueue?.update(this.#deadLetterSettings(properties));
  }

  /** Takes an entity away with its sub-queues, a topic with its subscriptions. Answers all that is gone. */
  remove(path: string): Queue[] {
    const key = keyOf(path);
    const subscriptions = [...(this.#subscriptions.get(key)?.keys() ?? [])];
    this.#subscriptions.delete(key);
    this.#subscriptions.forEach((others) => others.delete(key));
    const subQueues = [DEAD_LETTER_SUFFIX, TRANSFER_DEAD_LETTER_SUFFIX].map((s) => path + s);
    const own = [path, ...subQueues].flatMap((each) => this.#removeQueue(each));
    return [...own, ...subscriptions.flatMap((subscription) => this.remove(subscription))];
  }

  #removeQueue(path: string): Queue[] {
    const queue = this.find(path);
    if (queue === undefined) {
      return [];
    }
    this.#queues.delete(keyOf(path));
    this.#rules.delete(queue);
    queue.close();
    return [queue];
  }

  #openSubscriptions(topic: string): Map<string, Subscription> {
    const known = this.#subscriptions.get(keyOf(topic)) ?? new Map<string, Subscription>();
    this.#subscriptions.set(keyOf(topic), known);
    return known;
  }

  #addWithSubQueues(
    path: string,
    kind: 'queue' | 'subscription',
    properties: QueueProperties,
  ): Queue {
    const deadLetterQueue = this.#add(`${path}${DEAD_LETTER_SUFFIX}`, {
      kind: 'deadLetterQueue',
      deadLetterSource: path,
      settings: this.#deadLetterSettings(properties),
    });
    const transferDeadLetterQueue = this.#add(`${path}${TRANSFER_DEAD_LETTER_SUFFIX}`, {
      kind: 'deadLetterQueue',
      settings: this.#deadLetterSettings({ ...properties, forwardDeadLetteredMessagesTo: '' }),
    });
    const settings = { properties, outlet: this.#forwardingTo(properties.forwardTo) };
    return this.#add(path, { kind, settings, deadLetterQueue, transferDeadLetterQueue });
  }

  #deadLetterSettings(of: QueueProperties): QueueParts['settings'] {
    const properties = deadLetterProperties(of);
    return { properties, outlet: this.#forwardingTo(properties.forwardTo) };
  }

  #forwardingTo(path: string): Outlet | undefined {
    if (path === '') {
      return undefined;
    }
    return (arrival, transaction) => {
      const target = this.find(path);
      return target === undefined
        ? DESTINATION_MISSING
        : target.receive({ ...arrival, hops: arrival.hops + 1 }, transaction);
    };
  }

  #add(
    path: string,
    parts: Pick<
      QueueParts,
      'kind' | 'settings' | 'deadLetterSource' | 'deadLetterQueue' | 'transferDeadLetterQueue'
    >,
  ): Queue {
    const { stateOf, ...services } = this.#services;
    const queue = new Queue({ ...parts, ...services, state: stateOf(path) });
    this.#queues.set(keyOf(path), queue);
    return queue;
  }
}

function fanOut(subscriptions: ReadonlyMap<string, Subscription>): Outlet {
  return (arrival, transaction) => {
    for (const { queue, rules } of subscriptions.values()) {
      for (const content of rules.copiesOf(arrival.content)) {
        queue.accept({ ...arrival, content }, transaction);
      }
    }
    return undefined;
  };
}
