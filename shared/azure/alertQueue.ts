import type { TokenCredential } from '@azure/identity';
import { ServiceBusClient } from '@azure/service-bus';
import type { AlertQueue } from '../ports';

/** The Functions convention: a connection string, or a namespace that is entered by identity. */
export type ServiceBusPlace = { connectionString: string } | { namespace: string };

/** For each of two attempts: the caller of a webhook must have its answer within five seconds. */
const patienceMs = 2_300;

/** Puts alerts on the queue under their receipt's id, so that a repeated send counts once. */
export function alertQueue(
  place: ServiceBusPlace & { queue: string },
  credential: TokenCredential,
): AlertQueue {
  const retryOptions = { maxRetries: 1, retryDelayInMs: 250, timeoutInMs: patienceMs };
  const client =
    'connectionString' in place
      ? new ServiceBusClient(place.connectionString, { retryOptions })
      : new ServiceBusClient(place.namespace, credential, { retryOptions });
  const sender = client.createSender(place.queue);
  return {
    send: async (receipt) => {
      await sender.sendMessages({
        messageId: receipt.id,
        contentType: 'application/json',
        body: receipt,
      });
    },
  };
}
