import { DefaultAzureCredential } from '@azure/identity';
import { ServiceBusClient } from '@azure/service-bus';
import type { ServiceBusClientOptions } from '@azure/service-bus';
import type { ServiceBusConnection } from '../settings/serviceBusConnection';

/** A client for a namespace. It connects when it is first used. */
export function openClient(
  connection: ServiceBusConnection,
  options: ServiceBusClientOptions = {},
): ServiceBusClient {
  if (connection.kind === 'connectionString') {
    return new ServiceBusClient(connection.connectionString, options);
  }
  const { fullyQualifiedNamespace, clientId } = connection;
  const credential = new DefaultAzureCredential(
    clientId === undefined ? {} : { managedIdentityClientId: clientId },
  );
  return new ServiceBusClient(fullyQualifiedNamespace, credential, options);
}
