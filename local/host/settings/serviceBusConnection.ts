import type { AppSettings } from './appSettings';

/** How to reach a Service Bus namespace: with a secret, or by who we are. */
export type ServiceBusConnection =
  | { kind: 'connectionString'; connectionString: string }
  | { kind: 'identity'; fullyQualifiedNamespace: string; clientId: string | undefined };

/**
 * Resolves the `connection` of a Service Bus binding: the setting of that name, with or without the
 * prefix `AzureWebJobs`, or else the settings `<name>__fullyQualifiedNamespace` and `<name>__clientId`.
 */
export function resolveServiceBusConnection(
  settings: AppSettings,
  connection: string | undefined,
): ServiceBusConnection {
  const name = settings.expand(
    connection === undefined || connection === '' ? 'ServiceBus' : connection,
  );
  const connectionString =
    settings.get(`AzureWebJobs${name}`) ??
    settings.get(name) ??
    settings.get(`ConnectionStrings:${name}`);
  if (connectionString !== undefined) {
    return { kind: 'connectionString', connectionString };
  }
  const fullyQualifiedNamespace = settings.get(`${name}__fullyQualifiedNamespace`);
  if (fullyQualifiedNamespace !== undefined) {
    const clientId = settings.get(`${name}__clientId`);
    return { kind: 'identity', fullyQualifiedNamespace, clientId };
  }
  throw new Error(
    `The Service Bus connection "${name}" is not set: expected the setting ${name} (a connection string) or ${name}__fullyQualifiedNamespace`,
  );
}
