import { z } from 'zod';
import { pathOfAudience } from '../access/access';
import type { Grant } from '../access/access';
import type { Broker } from '../broker';
import { entityNotFound, ServiceBusError, unauthorized } from '../serviceBusError';
import type { ManagementRequest } from './requestResponse';

const PutToken = z.object({ name: z.string(), type: z.string() });

/** The `put-token` of claims-based security: says what a client may do with an entity, and that it exists. */
export function putToken(
  { operation, properties, body }: ManagementRequest,
  broker: Broker,
): Grant {
  const request = PutToken.safeParse(properties);
  if (operation !== 'put-token' || !request.success) {
    throw new ServiceBusError(
      'amqp:not-implemented',
      `Found the operation '${operation}', expected put-token with a name and a type.`,
    );
  }
  const { name: audience, type } = request.data;
  if (typeof body !== 'string') {
    throw unauthorized(`Found a token that is no text, of the type '${type}'.`);
  }
  const grant = broker.access.grantOf({ type, text: body }, audience, broker.now());
  const path = pathOfAudience(audience);
  if (path !== '' && broker.find(path) === undefined) {
    throw entityNotFound(audience);
  }
  return grant;
}
