import type { TokenCredential } from '@azure/identity';
import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import type { DeadLetter, DeadLetters } from '../ports';
import { connectServiceBus } from './serviceBusPlace';
import type { ServiceBusPlace } from './serviceBusPlace';

const retryOptions = { maxRetries: 1, retryDelayInMs: 500, timeoutInMs: 10_000 };

/**
 * The dead-letter queue of the alerts. Connects for each look: nearly always it is empty, and says
 * so only by its silence.
 */
export function deadLetters(
  place: ServiceBusPlace & { queue: string },
  credential: TokenCredential,
  silenceMs = 2_000,
): DeadLetters {
  return {
    take: async (most, handle) => {
      const client = connectServiceBus(place, credential, { retryOptions });
      try {
        const receiver = client.createReceiver(place.queue, { subQueueType: 'deadLetter' });
        const messages = await receiver.receiveMessages(most, { maxWaitTimeInMs: silenceMs });
        const done = messages.length === 0 ? [] : await handle(messages.map(letterOf));
        await settle(receiver, messages, done);
        return done;
      } finally {
        await client.close();
      }
    },
  };
}

function letterOf({
  messageId,
  body,
  deadLetterReason,
  deliveryCount,
}: ServiceBusReceivedMessage): DeadLetter {
  const content: unknown = body;
  return {
    id: String(messageId ?? 'no-id'),
    body: content instanceof Uint8Array ? Buffer.from(content).toString() : content,
    reason: deadLetterReason ?? 'no reason given',
    deliveries: deliveryCount ?? 0,
  };
}

async function settle(
  receiver: ServiceBusReceiver,
  messages: readonly ServiceBusReceivedMessage[],
  done: readonly boolean[],
): Promise<void> {
  await Promise.all(
    messages.map(async (message, index) =>
      done[index] === true ? receiver.completeMessage(message) : receiver.abandonMessage(message),
    ),
  );
}
