import { ServiceBusError } from './serviceBusError';

/** What a client is told of an error: anything but a refusal is logged here and named no further. */
export function asServiceBusError(error: unknown, log: (line: string) => void): ServiceBusError {
  if (error instanceof ServiceBusError) {
    return error;
  }
  log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const description = 'The service was unable to process the request.';
  return new ServiceBusError('amqp:internal-error', description);
}
