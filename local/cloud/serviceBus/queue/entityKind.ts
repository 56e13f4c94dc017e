/** A topic is a queue whose messages go on to its subscriptions, which are queues as well. */
export type EntityKind = 'queue' | 'topic' | 'subscription' | 'deadLetterQueue';
