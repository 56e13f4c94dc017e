import { ServiceBusClient } from '@azure/service-bus';

/** A client that gives up at once, because whoever uses it knows what to do about that. */
export function openClient(connectionString: string, timeoutInMs = 1_000): ServiceBusClient {
  return new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 0, timeoutInMs } });
}
