import type { Namespace, QueueDefinition } from './namespace';
import { subscriptionPath } from './namespace';

/** Throws for an entity that forwards to nowhere or to itself, or has sessions and forwards. */
export function checkForwarding({ queues, topics }: Namespace, file: string): void {
  const targets = new Set([...queues, ...topics].map(({ name }) => name.toLowerCase()));
  if (targets.size < queues.length + topics.length) {
    throw new Error(`${file}: a queue and a topic have the same name (case does not count)`);
  }
  const subscriptions = topics.flatMap((topic) =>
    topic.subscriptions.map(({ name, properties }) => ({
      name: subscriptionPath(topic.name, name),
      properties,
    })),
  );
  for (const source of [...queues, ...subscriptions]) {
    checkSource(source, targets, file);
  }
}

function checkSource(
  { name, properties }: QueueDefinition,
  targets: ReadonlySet<string>,
  file: string,
): void {
  const { forwardTo, forwardDeadLetteredMessagesTo, requiresSession } = properties;
  for (const target of [forwardTo, forwardDeadLetteredMessagesTo]) {
    const isSelf = target.toLowerCase() === name.toLowerCase();
    if (target !== '' && (isSelf || !targets.has(target.toLowerCase()))) {
      throw new Error(
        `${file}: '${name}' forwards to '${target}', expected another queue or a topic of the namespace`,
      );
    }
  }
  if (requiresSession && forwardTo !== '') {
    throw new Error(`${file}: '${name}' requires sessions and so cannot forward to '${forwardTo}'`);
  }
}
