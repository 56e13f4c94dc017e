import { once } from 'node:events';
import type { Server } from 'node:http';

/** Stops a server; connections that clients keep open are cut. */
export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
