import type { Broker } from './broker';
import { pathOf } from './definitions/entityDefinition';
import type { Queue } from './queue/queue';

/** The shortest idle time is five minutes: nobody minds a tenth of a minute. */
const INTERVAL_MS = 6_000;

/** Deletes from now on what nobody uses any more. Answers how to stop that. */
export function watchIdle(broker: Broker): () => Promise<void> {
  const timer = setInterval(() => deleteIdle(broker, broker.now()), INTERVAL_MS);
  timer.unref();
  return async () => clearInterval(timer);
}

/** Deletes the entities that nobody has had a link on for as long as their `AutoDeleteOnIdle` says. */
export function deleteIdle(broker: Broker, now: number): void {
  for (const { definition, updatedAt } of broker.definitions.all()) {
    const path = pathOf(definition);
    const { autoDeleteOnIdleMs } = definition.properties;
    const queue = autoDeleteOnIdleMs === Infinity ? undefined : broker.find(path);
    if (queue !== undefined) {
      const since = Math.max(updatedAt, broker.startedAt, lastUse(queue, broker, now));
      if (now - since >= autoDeleteOnIdleMs) {
        broker.delete(path);
      }
    }
  }
}

/** Whoever uses a sub-queue uses the queue, and whoever uses a subscription the topic. */
function lastUse(queue: Queue, broker: Broker, now: number): number {
  const { links } = broker;
  const subQueues = [queue.deadLetterQueue, queue.transferDeadLetterQueue];
  const own = [queue, ...subQueues].filter((each) => each !== undefined);
  const times = own.map((each) => (links.has(each) ? now : (links.usedAt(each) ?? 0)));
  const subscriptions = queue.kind === 'topic' ? broker.subscriptionsOf(queue.path) : [];
  return Math.max(...times, ...subscriptions.map((each) => lastUse(each, broker, now)));
}
