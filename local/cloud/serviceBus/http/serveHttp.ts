import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { closeServer } from '../../control/closeServer';
import { listen } from '../../control/listen';

export type HttpServer = { port: number; close(): Promise<void> };

/** Serves plain HTTP on a port of the loopback interface; 0 lets the system choose. */
export async function serveHttp(port: number, onRequest: RequestListener): Promise<HttpServer> {
  const server = createServer(onRequest);
  const listening = await listen(server, port, 'Service Bus administration');
  return { port: listening, close: async () => closeServer(server) };
}
