import type {
  MessageHandlers,
  ProcessErrorArgs,
  ServiceBusClient,
  ServiceBusReceivedMessage,
  ServiceBusReceiver,
} from '@azure/service-bus';
import { textProperty } from '../bindings';
import type { TriggeredFunction } from '../bindings';
import type { Listener } from '../listener';
import { resolveServiceBusConnection } from '../settings/serviceBusConnection';
import { createConnectionState } from './connectionState';
import { handleMessages, takesBatches } from './handleMessages';
import type { QueueTriggerOptions } from './handleMessages';
import { openClient } from './openClient';
import { inSafeOrder, settlerOf } from './settlements';
import { startPulling } from './startPulling';

/**
 * The receiver goes on trying for ever, with this pause between two attempts. Nothing is tried
 * again behind our back: a settlement repeated later could leave together with another outcome.
 */
const retryOptions = { maxRetries: 0, retryDelayInMs: 1_000, timeoutInMs: 30_000 };

/** How long a batch is waited for before asking again. */
const batchWaitMs = 60_000;

/**
 * Runs a function for every message of its queue or subscription, for batches of them, or session
 * by session: completes the messages when the function succeeds, abandons them when it throws.
 * Rejects when the binding cannot be served.
 */
export async function startQueueTrigger(
  triggered: TriggeredFunction,
  options: QueueTriggerOptions,
): Promise<Listener> {
  const { settings, limits } = options;
  const connection = textProperty(triggered.trigger, 'connection');
  const client = await openClient(resolveServiceBusConnection(settings, connection), {
    retryOptions,
  });
  const from = entityOf(triggered, options);
  const receiverOptions = {
    receiveMode: 'peekLock',
    maxAutoLockRenewalDurationInMs: limits.maxAutoLockRenewalDuration,
    skipParsingBodyAsJson: true,
  } as const;
  if (triggered.trigger.binding['isSessionsEnabled'] === true) {
    return startPulling(triggered, options, {
      client,
      entity: from.path,
      open: async (abortSignal) => {
        const accept = { ...receiverOptions, abortSignal };
        return from.subscription === undefined
          ? client.acceptNextSession(from.name, accept)
          : client.acceptNextSession(from.name, from.subscription, accept);
      },
      receivers: limits.maxConcurrentSessions,
      idleMs: limits.sessionIdleTimeout,
    });
  }
  const open = (): ServiceBusReceiver =>
    from.subscription === undefined
      ? client.createReceiver(from.name, receiverOptions)
      : client.createReceiver(from.name, from.subscription, receiverOptions);
  if (takesBatches(triggered)) {
    const source = { client, entity: from.path, receivers: 1, idleMs: batchWaitMs };
    return startPulling(triggered, options, { ...source, open: async () => open() });
  }
  return startPushing(triggered, options, { client, receiver: open() });
}

type Entity = { name: string; subscription: string | undefined; path: string };

function entityOf({ trigger }: TriggeredFunction, { settings }: QueueTriggerOptions): Entity {
  const named = (property: string): string =>
    settings.expand(textProperty(trigger, property) ?? '');
  if (textProperty(trigger, 'topicName') === undefined) {
    const name = named('queueName');
    return { name, subscription: undefined, path: name };
  }
  const [name, subscription] = [named('topicName'), named('subscriptionName')];
  return { name, subscription, path: `${name}/Subscriptions/${subscription}` };
}

/** One invocation per message, as many at a time as allowed. */
function startPushing(
  triggered: TriggeredFunction,
  options: QueueTriggerOptions,
  { client, receiver }: { client: ServiceBusClient; receiver: ServiceBusReceiver },
): Listener {
  const { limits } = options;
  const settle = inSafeOrder(settlerOf(receiver));
  const { entityPath: entity } = receiver;
  const running = new Set<Promise<void>>();
  const onMessage = async (message: ServiceBusReceivedMessage): Promise<void> => {
    const run = handleMessages([message], { triggered, options, settle });
    running.add(run);
    await run;
    running.delete(run);
  };
  const subscription = receiver.subscribe(handlersFor({ triggered, entity, options, onMessage }), {
    autoCompleteMessages: false,
    maxConcurrentCalls: limits.maxConcurrentCalls,
  });
  return {
    stop: () => subscription.close(),
    close: async () => {
      await Promise.allSettled(running);
      await client.close();
    },
  };
}

function handlersFor(listening: {
  triggered: TriggeredFunction;
  entity: string;
  options: QueueTriggerOptions;
  onMessage: (message: ServiceBusReceivedMessage) => Promise<void>;
}): MessageHandlers & { postInitialize: () => Promise<void> } {
  const { entity, onMessage } = listening;
  const { name } = listening.triggered;
  const { log } = listening.options;
  const state = createConnectionState({ name, entity }, log);
  return {
    processMessage: onMessage,
    processError: async ({ error, errorSource }: ProcessErrorArgs) => {
      if (errorSource === 'receive') {
        state.away(error.message);
      } else {
        const text = `${name}: ${errorSource} failed on ${entity}: ${error.message}`;
        log('warning', 'Host.Triggers.ServiceBus', text);
      }
    },
    // The SDK calls this each time the link is up; its types do not say so.
    postInitialize: async () => state.up(),
  };
}
