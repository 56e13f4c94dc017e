import type { ServiceBusClient, ServiceBusClientOptions } from '@azure/service-bus';
import type { ServiceBusConnection } from '../settings/serviceBusConnection';

/**
 * A client for a namespace. It connects when it is first used. The SDKs are loaded when the first
 * client is wanted: they take longer to load than all the rest of the host.
 */
export async function openClient(
  connection: ServiceBusConnection,
  options: ServiceBusClientOptions,
): Promise<ServiceBusClient> {
  const serviceBus = await import('@azure/service-bus');
  if (connection.kind === 'connectionString') {
    return new serviceBus.ServiceBusClient(connection.connectionString, options);
  }
  const { fullyQualifiedNamespace, clientId } = connection;
  const { DefaultAzureCredential } = await import('@azure/identity');
  const credential = new DefaultAzureCredential(
    clientId === undefined ? {} : { managedIdentityClientId: clientId },
  );
  return new serviceBus.ServiceBusClient(fullyQualifiedNamespace, credential, options);
}
