import { deadLetterProperties } from './config/queueProperties';
import type { QueueProperties } from './config/queueProperties';
import { subscriptionPath } from './config/namespace';
import type { QueueDefinition, SubscriptionDefinition, TopicDefinition } from './config/namespace';
import { keyOf } from './entityPath';
import type { Outlet } from './queue/arrival';
import { Queue } from './queue/queue';
import type { QueueParts } from './queue/queue';
import type { QueueState } from './queue/queueState';
import { Rules } from './rules/rules';

/** What an entity needs of the broker, besides its properties. */
export type EntityServices = Pick<QueueParts, 'ledger' | 'newLockToken' | 'wakeAt'> & {
  stateOf: (path: string) => QueueState;
  /** Told the path of a queue in which there may be something to take. */
  onAvailable: (path: string) => void;
};

const DEAD_LETTER_SUFFIX = '/$DeadLetterQueue';

/** The queues, topics and subscriptions of a namespace, and how messages pass between them. */
export class Entities {
  readonly #services: EntityServices;
  readonly #queues = new Map<string, Queue>();
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

  addQueue({ name, properties }: QueueDefinition): Queue {
    return this.#addWithDeadLetters(name, properties, 'queue');
  }

  addTopic({ name, properties, subscriptions }: TopicDefinition): void {
    const targets: { queue: Queue; rules: Rules }[] = [];
    for (const subscription of subscriptions) {
      targets.push(this.#addSubscription(name, subscription));
    }
    const fanOut: Outlet = (arrival, transaction) => {
      for (const { queue, rules } of targets) {
        for (const content of rules.copiesOf(arrival.content)) {
          queue.receive({ ...arrival, content }, transaction);
        }
      }
    };
    this.#add(name, properties, { kind: 'topic', outlet: fanOut, deadLetterQueue: undefined });
  }

  #addSubscription(
    topic: string,
    { name, properties, rules }: SubscriptionDefinition,
  ): { queue: Queue; rules: Rules } {
    const path = subscriptionPath(topic, name);
    const queue = this.#addWithDeadLetters(path, properties, 'subscription');
    const own = new Rules(queue.state, this.#services.ledger, rules);
    this.#rules.set(queue, own);
    return { queue, rules: own };
  }

  #addWithDeadLetters(
    path: string,
    properties: QueueProperties,
    kind: 'queue' | 'subscription',
  ): Queue {
    const forDeadLetters = deadLetterProperties(properties);
    const deadLetterQueue = this.#add(`${path}${DEAD_LETTER_SUFFIX}`, forDeadLetters, {
      kind: 'deadLetterQueue',
      outlet: this.#forwardingTo(forDeadLetters.forwardTo),
      deadLetterQueue: undefined,
    });
    const outlet = this.#forwardingTo(properties.forwardTo);
    return this.#add(path, properties, { kind, outlet, deadLetterQueue });
  }

  #forwardingTo(path: string): Outlet | undefined {
    if (path === '') {
      return undefined;
    }
    return (arrival, transaction) =>
      this.find(path)?.receive({ ...arrival, hops: arrival.hops + 1 }, transaction);
  }

  #add(
    path: string,
    properties: QueueProperties,
    parts: Pick<QueueParts, 'kind' | 'outlet' | 'deadLetterQueue'>,
  ): Queue {
    const { stateOf, onAvailable, ...services } = this.#services;
    const queue = new Queue({
      ...parts,
      ...services,
      state: stateOf(path),
      properties,
      onAvailable: () => onAvailable(path),
    });
    this.#queues.set(keyOf(path), queue);
    return queue;
  }
}
