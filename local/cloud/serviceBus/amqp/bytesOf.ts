import type { EventContext } from 'rhea';
import { decodeError } from '../serviceBusError';

/** The bytes of a message that has arrived: `AmqpSession` keeps rhea from decoding it. */
export function bytesOf({ message }: EventContext): Buffer {
  const bytes: unknown = message;
  if (!Buffer.isBuffer(bytes)) {
    throw decodeError(`Found a decoded message, expected bytes.`);
  }
  return bytes;
}
