import { z } from 'zod';
import type { Broker } from '../broker';
import { entityNotFound, ServiceBusError } from '../serviceBusError';
import type { ManagementRequest } from './requestResponse';
import { checkSharedAccessSignature } from './sharedAccessKey';

const PutToken = z.object({ name: z.string(), type: z.string() });

const SAS_TOKEN = 'servicebus.windows.net:sastoken';

/** The `put-token` of claims-based security: says whether a client may use an entity, and that it exists. */
export function putToken({ operation, properties, body }: ManagementRequest, broker: Broker): void {
  const request = PutToken.safeParse(properties);
  if (operation !== 'put-token' || !request.success) {
    throw new ServiceBusError(
      'amqp:not-implemented',
      `Found the operation '${operation}', expected put-token with a name and a type.`,
    );
  }
  const { name: audience, type } = request.data;
  if (type !== SAS_TOKEN || typeof body !== 'string') {
    throw new ServiceBusError(
      'amqp:unauthorized-access',
      `Unauthorized access: found a token of the type '${type}', expected ${SAS_TOKEN}.`,
    );
  }
  checkSharedAccessSignature(body, audience, broker.now());
  const path = audience.replace(/^[a-z]+:\/\/[^/]*\/?/i, '').replace(/\/\$management$/i, '');
  if (path !== '' && broker.find(path) === undefined) {
    throw entityNotFound(audience);
  }
}
