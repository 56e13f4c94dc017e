import type { ServiceBusClient, ServiceBusMessage, ServiceBusSender } from '@azure/service-bus';
import { textProperty } from '../bindings';
import type { NamedBinding } from '../bindings';
import type { AppSettings } from '../settings/appSettings';
import { resolveServiceBusConnection } from '../settings/serviceBusConnection';
import { openClient } from './openClient';

/** Sends the messages of Service Bus output bindings; clients and links are opened once each. */
export type Senders = {
  /** Settles once the broker has the messages; rejects when it has not. */
  send(output: NamedBinding, messages: readonly ServiceBusMessage[]): Promise<void>;
  close(): Promise<void>;
};

/** Short enough for a caller to learn that the broker is away while it still waits. */
const retryOptions = { maxRetries: 2, retryDelayInMs: 500, timeoutInMs: 10_000 };

export function openSenders(settings: AppSettings): Senders {
  const clients = new Map<string, Promise<ServiceBusClient>>();
  const senders = new Map<string, Promise<ServiceBusSender>>();

  const clientFor = async (connection: string | undefined): Promise<ServiceBusClient> =>
    once(clients, connection ?? '', async () =>
      openClient(resolveServiceBusConnection(settings, connection), { retryOptions }),
    );
  const senderFor = async (output: NamedBinding): Promise<ServiceBusSender> => {
    const connection = textProperty(output, 'connection');
    const entity = textProperty(output, 'queueName') ?? textProperty(output, 'topicName') ?? '';
    return once(senders, `${connection ?? ''} ${entity}`, async () => {
      const client = await clientFor(connection);
      return client.createSender(settings.expand(entity));
    });
  };
  return {
    send: async (output, messages) => {
      if (messages.length > 0) {
        const sender = await senderFor(output);
        await sender.sendMessages([...messages]);
      }
    },
    close: async () => {
      const closing = [...clients.values()].map(async (client) => (await client).close());
      await Promise.allSettled(closing);
    },
  };
}

/** What was made under a key before, or else is made now. */
async function once<T>(
  made: Map<string, Promise<T>>,
  key: string,
  make: () => Promise<T>,
): Promise<T> {
  const known = made.get(key) ?? make();
  made.set(key, known);
  return known;
}
