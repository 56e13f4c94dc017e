import type { RuleDescription } from '../rules/ruleDescription';
import type { QueueProperties } from './queueProperties';

export type QueueDefinition = { name: string; properties: QueueProperties };

export type SubscriptionDefinition = QueueDefinition & { rules: readonly RuleDescription[] };

export type TopicDefinition = QueueDefinition & {
  subscriptions: readonly SubscriptionDefinition[];
};

/** The entities of a namespace. */
export type Namespace = {
  queues: readonly QueueDefinition[];
  topics: readonly TopicDefinition[];
};

export function subscriptionPath(topic: string, subscription: string): string {
  return `${topic}/Subscriptions/${subscription}`;
}
