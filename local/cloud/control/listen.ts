import { once } from 'node:events';
import type { Server } from 'node:net';
import { hasCode } from '../state/hasCode';

export const HOST = '127.0.0.1';

/**
 * Lets a server listen on this machine's loopback, and answers with the port (0 asks for any free one).
 * Fails with `what` in the message when somebody else has the port.
 */
export async function listen(server: Server, port: number, what: string): Promise<number> {
  try {
    await once(server.listen(port, HOST), 'listening');
  } catch (error) {
    if (hasCode(error, 'EADDRINUSE')) {
      throw new Error(`${what}: port ${port} of ${HOST} is taken by another process`, {
        cause: error,
      });
    }
    throw error;
  }
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error(`${what}: expected a TCP port, found ${String(address)}`);
  }
  return address.port;
}
