import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export type HttpServer = {
  port: number;
  /** Hands over the requests; those that came before have waited. */
  serve(handle: RequestHandler): void;
  /** Takes no new connections, and settles when the last answer is out. */
  drain(): Promise<void>;
  /** Cuts off whoever is still there. */
  close(): void;
};

/** Listens on the loopback interface. Rejects with a plain sentence if the port is taken. */
export async function startHttpServer(port: number): Promise<HttpServer> {
  let handle: RequestHandler | undefined;
  const early: [IncomingMessage, ServerResponse][] = [];
  let isDraining = false;
  const server = createServer((request, response) => {
    response.once('close', () => {
      if (isDraining) {
        setImmediate(() => server.closeIdleConnections());
      }
    });
    if (handle === undefined) {
      early.push([request, response]);
    } else {
      void handle(request, response);
    }
  });
  await listen(server, port);
  return {
    port: portOf(server.address()),
    serve: (handler) => {
      handle = handler;
      for (const [request, response] of early.splice(0)) {
        void handler(request, response);
      }
    },
    drain: async () =>
      new Promise((resolve) => {
        isDraining = true;
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const isTaken = 'code' in error && error.code === 'EADDRINUSE';
      reject(isTaken ? new Error(`Port ${port} is in use: choose another with --port`) : error);
    });
    server.listen(port, '127.0.0.1', () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') {
    throw new TypeError(`Expected the server to listen on a port, found ${String(address)}`);
  }
  return address.port;
}
