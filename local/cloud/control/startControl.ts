import http from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { closeServer } from './closeServer';
import { findRoute } from './findRoute';
import { HOST, listen } from './listen';
import { readJson } from './readJson';
import type { ControlResponse, ControlRoute } from './route';
import { urlOf } from './urlOf';

export type ControlOptions = {
  /** 0 for any free port. */
  port: number;
  routes: readonly ControlRoute[];
  log: (line: string) => void;
};

export type ControlService = { port: number; url: string; close(): Promise<void> };

/**
 * Serves control routes on plain HTTP: JSON in, JSON out. Mistakes of the caller are answered with
 * `{"error": …}`; a route that throws is answered 500 and logged.
 */
export async function startControl(options: ControlOptions): Promise<ControlService> {
  const { routes, log } = options;
  const server = http.createServer((request, response) => {
    void answer(routes, request)
      .catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        log(`control: ${request.method} ${request.url} failed: ${message}`);
        return refusal(500, message);
      })
      .then((answered) => send(response, answered));
  });

  const port = await listen(server, options.port, 'control');
  return { port, url: `http://${HOST}:${port}`, close: () => closeServer(server) };
}

async function answer(
  routes: readonly ControlRoute[],
  request: IncomingMessage,
): Promise<ControlResponse> {
  const { method } = request;
  const { pathname, searchParams: query } = urlOf(request);
  const body = await readJson(request);

  const found = findRoute(routes, { method, pathname });
  if (!found.found) {
    const instead = found.methods.length > 0 ? `; it takes ${found.methods.join(', ')}` : '';
    return refusal(404, `There is no ${method} ${pathname}${instead}.`);
  }
  if (!body.ok) {
    return refusal(body.status, body.message);
  }
  return found.route.handle({ params: found.params, query, body: body.value });
}

function refusal(status: number, message: string): ControlResponse {
  return { status, body: { error: message } };
}

function send(response: ServerResponse, { status, body }: ControlResponse): void {
  if (body === undefined) {
    response.writeHead(status).end();
    return;
  }
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
