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
  const clients = new Map<string, ServiceBusClient>();
  const senders = new Map<string, ServiceBusSender>();

  const clientFor = (connection: string | undefined): ServiceBusClient => {
    const key = connection ?? '';
    const client =
      clients.get(key) ??
      openClient(resolveServiceBusConnection(settings, connection), { retryOptions });
    clients.set(key, client);
    return client;
  };
  const senderFor = (output: NamedBinding): ServiceBusSender => {
    const connection = textProperty(output, 'connection');
    const entity = textProperty(output, 'queueName') ?? textProperty(output, 'topicName') ?? '';
    const key = `${connection ?? ''} ${entity}`;
    const sender = senders.get(key) ?? clientFor(connection).createSender(settings.expand(entity));
    senders.set(key, sender);
    return sender;
  };
  return {
    send: async (output, messages) => {
      if (messages.length > 0) {
        await senderFor(output).sendMessages([...messages]);
      }
    },
    close: async () => {
      await Promise.allSettled([...clients.values()].map(async (client) => client.close()));
    },
  };
}
