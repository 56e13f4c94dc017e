import type { TokenCredential } from '@azure/identity';
import { ServiceBusClient } from '@azure/service-bus';
import type { ServiceBusClientOptions } from '@azure/service-bus';

/** The Functions convention: a connection string, or a namespace that is entered by identity. */
export type ServiceBusPlace = { connectionString: string } | { namespace: string };

export function connectServiceBus(
  place: ServiceBusPlace,
  credential: TokenCredential,
  options: ServiceBusClientOptions,
): ServiceBusClient {
  return 'connectionString' in place
    ? new ServiceBusClient(place.connectionString, options)
    : new ServiceBusClient(place.namespace, credential, options);
}
