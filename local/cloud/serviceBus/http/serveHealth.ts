import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';

export type HealthServer = { port: number; close(): Promise<void> };

const HOST = '127.0.0.1';

/** Serves `GET /health` as Microsoft's emulator does, on a port of the loopback interface; 0 lets the system choose. */
export async function serveHealth(port: number, isHealthy: () => boolean): Promise<HealthServer> {
  const server = createServer(({ method, url }, response) => {
    const { pathname } = new URL(url ?? '/', `http://${HOST}`);
    if (pathname !== '/health') {
      answer(response, 404, { error: `Found the path '${pathname}', expected /health.` });
    } else if (method !== 'GET' && method !== 'HEAD') {
      answer(response, 405, { error: `Found the method ${method}, expected GET.` });
    } else if (isHealthy()) {
      answer(response, 200, { status: 'healthy', message: 'Service is healthy.' });
    } else {
      answer(response, 503, { status: 'unhealthy', message: 'Service is unhealthy.' });
    }
  });
  server.listen(port, HOST);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function answer(response: ServerResponse, status: number, body: Record<string, string>): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
