import type { RuleDescription } from '../rules/ruleDescription';
import type { QueueProperties } from './queueProperties';

export type QueueDefinition = { name: string; properties: QueueProperties };

export type SubscriptionDefinition = QueueDefinition & { rules: readonly RuleDescription[] };

export type TopicDefinition = QueueDefinition & {
  subscriptions: readonly SubscriptionDefinition[];
};

/** A namespace and its entities. */
export type Namespace = {
  name: string;
  queues: readonly QueueDefinition[];
  topics: readonly TopicDefinition[];
};

export function subscriptionPath(topic: string, subscription: string): string {
  return `${topic}/Subscriptions/${subscription}`;
}
