import { once } from 'node:events';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import type { ControlRoute } from '../control/route';
import { assemble } from './assemble';
import type { Assembly, Surroundings } from './assemble';
import type { MachineLearningOptions } from './options';
import { serve } from './server/serve';
import type { Service } from './server/serve';

export type MachineLearning = {
  url: string;
  port: number;
  controlRoutes: ControlRoute[];
  /** Answers nothing any more; writes that were not answered have not happened. */
  close(): Promise<void>;
};

/**
 * Starts the part of Azure Resource Manager that Azure Machine Learning's batch endpoints live in,
 * over HTTPS on 127.0.0.1.
 */
export async function startMachineLearning(
  options: MachineLearningOptions,
): Promise<MachineLearning> {
  requireSpeed(options.speed);
  const server = createServer(options.tls);
  const port = await listen(server, options.port);
  const url = `https://127.0.0.1:${port}`;
  const closing = new AbortController();
  const { service, database, controlRoutes } = assembleBehind(server, options, {
    origin: url,
    closing: closing.signal,
  });
  const running = serveAll(server, service);
  const sockets = openSockets(server);

  return {
    url,
    port,
    controlRoutes,
    async close() {
      const closed = once(server, 'close');
      server.close();
      closing.abort();
      for (const socket of sockets) {
        socket.destroy();
      }
      await closed;
      await Promise.all(running);
      service.journal.flush();
      database.close();
    },
  };
}

/** Assembles, and gives the port back if that fails. */
function assembleBehind(
  server: Server,
  options: MachineLearningOptions,
  surroundings: Surroundings,
): Assembly {
  try {
    return assemble(options, surroundings);
  } catch (error) {
    server.close();
    throw error;
  }
}

function requireSpeed(speed: number): void {
  if (!Number.isFinite(speed) || speed <= 0) {
    throw new RangeError(`speed is ${speed}; a number above 0 was expected`);
  }
}

/** Serves every request of the server; answers the calls that are still being served. */
function serveAll(server: Server, service: Service): ReadonlySet<Promise<void>> {
  const running = new Set<Promise<void>>();
  server.on('request', (request, response) => {
    const call = serve(service, request, response)
      .catch((error: unknown) => service.log(`${request.method} ${request.url}: ${String(error)}`))
      .finally(() => running.delete(call));
    running.add(call);
  });
  return running;
}

/** The connections of the server, those too that are not yet through with their TLS handshake. */
function openSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

async function listen(server: Server, port: number): Promise<number> {
  // Longer than clients keep idle connections: who closes first races a request.
  server.keepAliveTimeout = 65_000;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error(`The server listens on ${String(address)}; a port was expected.`);
  }
  return address.port;
}
