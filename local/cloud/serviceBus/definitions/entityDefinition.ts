import { subscriptionPath } from '../config/namespace';
import type { Namespace, QueueDefinition, SubscriptionDefinition } from '../config/namespace';

/** An entity as it is configured, or as somebody created it. */
export type EntityDefinition =
  | ({ kind: 'queue' } & QueueDefinition)
  | ({ kind: 'topic' } & QueueDefinition)
  | ({ kind: 'subscription'; topic: string } & SubscriptionDefinition);

export function pathOf(definition: EntityDefinition): string {
  const { name } = definition;
  return definition.kind === 'subscription' ? subscriptionPath(definition.topic, name) : name;
}

/** All entities of a namespace, each topic before its subscriptions. */
export function definitionsOf({ queues, topics }: Namespace): EntityDefinition[] {
  return [
    ...queues.map((queue): EntityDefinition => ({ kind: 'queue', ...queue })),
    ...topics.flatMap(({ subscriptions, ...topic }): EntityDefinition[] => [
      { kind: 'topic', ...topic },
      ...subscriptions.map((subscription): EntityDefinition => ({
        kind: 'subscription',
        topic: topic.name,
        ...subscription,
      })),
    ]),
  ];
}
