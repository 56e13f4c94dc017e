import type {
  MessageHandlers,
  ProcessErrorArgs,
  ServiceBusClient,
  ServiceBusReceivedMessage,
  ServiceBusReceiver,
} from '@azure/service-bus';
import { textProperty } from '../bindings';
import type { TriggeredFunction } from '../bindings';
import type { Invoker } from '../invoke';
import type { Listener } from '../listener';
import { textOf } from '../log';
import type { Log } from '../log';
import type { AppSettings } from '../settings/appSettings';
import type { HostJson } from '../settings/hostJson';
import { resolveServiceBusConnection } from '../settings/serviceBusConnection';
import { messageInvocation } from './messageInvocation';
import { openClient } from './openClient';
import { inSafeOrder } from './settlements';
import type { Settle } from './settlements';

export type QueueTriggerOptions = {
  invoker: Invoker;
  settings: AppSettings;
  limits: HostJson['extensions']['serviceBus'];
  log: Log;
};

/**
 * The receiver goes on trying for ever, with this pause between two attempts. Nothing is tried
 * again behind our back: a settlement repeated later could leave together with another outcome.
 */
const retryOptions = { maxRetries: 0, retryDelayInMs: 1_000, timeoutInMs: 30_000 };

/**
 * Runs a function for every message of its queue or subscription: completes the message when the
 * function succeeds, abandons it when it throws. Rejects when the binding cannot be served.
 */
export async function startQueueTrigger(
  triggered: TriggeredFunction,
  options: QueueTriggerOptions,
): Promise<Listener> {
  const { settings, limits } = options;
  refuseUnsupported(triggered);
  const connection = textProperty(triggered.trigger, 'connection');
  const client = await openClient(resolveServiceBusConnection(settings, connection), {
    retryOptions,
  });
  const receiver = openReceiver(client, triggered, options);
  const settle = inSafeOrder(settlerOf(receiver));
  const { entityPath: entity } = receiver;
  const running = new Set<Promise<void>>();
  const subscription = receiver.subscribe(
    handlersFor({
      entity,
      name: triggered.name,
      log: options.log,
      onMessage: async (message) => {
        const run = handleMessage(message, { triggered, entity, options, settle });
        running.add(run);
        await run;
        running.delete(run);
      },
    }),
    { autoCompleteMessages: false, maxConcurrentCalls: limits.maxConcurrentCalls },
  );
  return {
    stop: () => subscription.close(),
    close: async () => {
      await Promise.allSettled(running);
      await client.close();
    },
  };
}

function openReceiver(
  client: ServiceBusClient,
  { trigger }: TriggeredFunction,
  { settings, limits }: QueueTriggerOptions,
): ServiceBusReceiver {
  const receiverOptions = {
    receiveMode: 'peekLock',
    maxAutoLockRenewalDurationInMs: limits.maxAutoLockRenewalDuration,
    skipParsingBodyAsJson: true,
  } as const;
  const entity = (property: string): string =>
    settings.expand(textProperty(trigger, property) ?? '');
  return textProperty(trigger, 'topicName') === undefined
    ? client.createReceiver(entity('queueName'), receiverOptions)
    : client.createReceiver(entity('topicName'), entity('subscriptionName'), receiverOptions);
}

/** Never rejects: what goes wrong with one message must not stop the next. */
async function handleMessage(
  message: ServiceBusReceivedMessage,
  to: {
    triggered: TriggeredFunction;
    entity: string;
    options: QueueTriggerOptions;
    settle: Settle<ServiceBusReceivedMessage>;
  },
): Promise<void> {
  const { invoker, limits, log } = to.options;
  const reason = `New ServiceBus message detected on '${to.entity}'.`;
  const succeeded = await invoker
    .invoke(messageInvocation(to.triggered, message), { reason })
    .then(({ ok }) => ok)
    .catch(() => false);
  if (succeeded && !limits.autoCompleteMessages) {
    return;
  }
  const outcome = succeeded ? 'complete' : 'abandon';
  try {
    await to.settle(outcome, message);
  } catch (error) {
    const text = `Could not ${outcome} message ${String(message.messageId)}, so it will be delivered again: ${textOf(error)}`;
    log('warning', `Function.${to.triggered.name}`, text);
  }
}

function settlerOf(receiver: ServiceBusReceiver): Settle<ServiceBusReceivedMessage> {
  return async (outcome, message) =>
    outcome === 'complete' ? receiver.completeMessage(message) : receiver.abandonMessage(message);
}

/** Says once when the broker is lost, and once when it is back. */
function handlersFor(listening: {
  entity: string;
  name: string;
  log: Log;
  onMessage: (message: ServiceBusReceivedMessage) => Promise<void>;
}): MessageHandlers & { postInitialize: () => Promise<void> } {
  const { entity, name, log, onMessage } = listening;
  let state: 'starting' | 'listening' | 'away' = 'starting';
  const category = 'Host.Triggers.ServiceBus';
  return {
    processMessage: onMessage,
    processError: async ({ error, errorSource }: ProcessErrorArgs) => {
      if (errorSource !== 'receive') {
        log('warning', category, `${name}: ${errorSource} failed on ${entity}: ${error.message}`);
      } else if (state !== 'away') {
        state = 'away';
        log(
          'warning',
          category,
          `${name} cannot receive from ${entity}, and goes on trying: ${error.message}`,
        );
      }
    },
    // The SDK calls this each time the link is up; its types do not say so.
    postInitialize: async () => {
      if (state !== 'listening') {
        state = 'listening';
        log('information', category, `${name} receives from ${entity}.`);
      }
    },
  };
}

function refuseUnsupported({ trigger }: TriggeredFunction): void {
  const { isSessionsEnabled, cardinality } = trigger.binding;
  if (isSessionsEnabled === true) {
    throw new Error('Queues with sessions are not supported by this host');
  }
  if (cardinality === 'many') {
    throw new Error('Batches (cardinality "many") are not supported by this host');
  }
}
