import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { textProperty } from '../bindings';
import type { TriggeredFunction } from '../bindings';
import type { Invoker } from '../invoke';
import { textOf } from '../log';
import type { Log } from '../log';
import type { AppSettings } from '../settings/appSettings';
import type { HostJson } from '../settings/hostJson';
import { batchInvocation, messageInvocation } from './messageInvocation';
import type { Settle } from './settlements';
import { batchDetails, triggerDetails } from './triggerDetails';

export type QueueTriggerOptions = {
  invoker: Invoker;
  settings: AppSettings;
  limits: HostJson['extensions']['serviceBus'];
  /** Whether to handle what comes next one time more than needed, as Azure may. */
  isRepeated: () => boolean;
  log: Log;
};

export type MessageHandling = {
  triggered: TriggeredFunction;
  options: QueueTriggerOptions;
  settle: Settle<ServiceBusReceivedMessage>;
};

/** Whether a function takes several messages at a time. */
export function takesBatches({ trigger }: TriggeredFunction): boolean {
  return textProperty(trigger, 'cardinality')?.toLowerCase() === 'many';
}

/** Whether the host completes what a function handled; the binding's word goes before host.json's. */
function isCompleted(
  { trigger }: TriggeredFunction,
  { autoCompleteMessages }: QueueTriggerOptions['limits'],
): boolean {
  const own = trigger.binding['autoCompleteMessages'];
  return typeof own === 'boolean' ? own : autoCompleteMessages;
}

/**
 * Runs a function for messages, of which there is one unless it takes batches; completes them when
 * it succeeds, abandons them when it throws. Never rejects: what goes wrong with one message must
 * not stop the next.
 */
export async function handleMessages(
  messages: readonly ServiceBusReceivedMessage[],
  { triggered, options, settle }: MessageHandling,
): Promise<void> {
  const { invoker, limits, log } = options;
  const runs = takesBatches(triggered)
    ? [{ invocation: batchInvocation(triggered, messages), details: batchDetails(messages) }]
    : messages.map((message) => ({
        invocation: messageInvocation(triggered, message),
        details: triggerDetails(message),
      }));
  const run = async (): Promise<boolean> => {
    const reason = '(null)';
    return Promise.all(
      runs.map(async ({ invocation, details }) => invoker.invoke(invocation, { reason, details })),
    )
      .then((results) => results.every(({ ok }) => ok))
      .catch(() => false);
  };
  if (options.isRepeated()) {
    await run();
  }
  const succeeded = await run();
  if (succeeded && !isCompleted(triggered, limits)) {
    return;
  }
  const outcome = succeeded ? 'complete' : 'abandon';
  await Promise.all(
    messages.map(async (message) =>
      settle(outcome, message).catch((error: unknown) => {
        const text = `Could not ${outcome} message ${String(message.messageId)}, so it will be delivered again: ${textOf(error)}`;
        log('warning', `Function.${triggered.name}`, text);
      }),
    ),
  );
}
