import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { HttpRequest } from '@azure/functions';
import type { HttpResponseInit } from '@azure/functions';
import { createPlan } from '../../functions/http/createPlan';
import { getHistory } from '../../functions/http/getHistory';
import { getReport } from '../../functions/http/getReport';
import { getRollback } from '../../functions/http/getRollback';
import { getKillSwitch, throwKillSwitch } from '../../functions/http/killSwitch';
import { listCircuits } from '../../functions/http/listCircuits';
import { listReleases } from '../../functions/http/listReleases';
import { listRollbacks } from '../../functions/http/listRollbacks';
import { recordRelease } from '../../functions/http/recordRelease';
import { startRollback } from '../../functions/http/startRollback';
import { steerRollback } from '../../functions/http/steerRollback';
import type { Deployments } from '../../shared/ports';
import { incidentsIn } from '../../shared/records/incidents';
import { rollbacksIn } from '../../shared/records/rollbacks';
import { aLog } from '../support/aLog';
import { aPlanningPlace } from '../support/aPlanningPlace';
import { releaseText, start } from '../support/builders';
import { FakeDurableClient } from '../support/fakeDurableClient';
import { MemoryBlobs } from '../support/memoryBlobs';

/** The function key that an app with keys wants. */
export const functionKey = 'the-function-key';

type Route = {
  method: string;
  path: RegExp;
  handle: (request: HttpRequest) => Promise<HttpResponseInit>;
};

type Options = { needsKey?: boolean; deployments?: Partial<Deployments> };

/** The app's own HTTP functions behind a real server, over records in memory. */
export async function startApp({ needsKey = false, deployments = {} }: Options = {}) {
  const blobs = new MemoryBlobs({ 'releases/Release-123.json': releaseText() });
  const client = new FakeDurableClient();
  const services = {
    ...aPlanningPlace(blobs, deployments),
    incidents: incidentsIn(blobs),
    rollbacks: rollbacksIn(blobs),
    now: () => start,
    wait: async () => {},
    log: aLog(),
  };
  const asClient = client.asClient();
  const routes: Route[] = [
    route('POST', '/api/plans', (request) => createPlan(request, services)),
    route('GET', '/api/releases', (request) => listReleases(request, services)),
    route('POST', '/api/releases', (request) => recordRelease(request, services)),
    route('GET', '/api/circuits', (request) => listCircuits(request, services)),
    route('GET', '/api/circuits/{plant}/{circuit}/history', (request) =>
      getHistory(request, services),
    ),
    route('GET', '/api/rollbacks', () => listRollbacks(services)),
    route('POST', '/api/rollbacks', (request) => startRollback(request, asClient, services)),
    route('GET', '/api/rollbacks/{id}', (request) => getRollback(request, asClient, services)),
    route('GET', '/api/rollbacks/{id}/report', (request) => getReport(request, services)),
    route('POST', '/api/rollbacks/{id}/{action}', (request) => steerRollback(request, services)),
    route('GET', '/api/kill-switch', () => getKillSwitch(services)),
    route('PUT', '/api/kill-switch', (request) => throwKillSwitch(request, services)),
  ];

  const requests: string[] = [];
  const server = createServer((incoming, outgoing) => {
    requests.push(`${incoming.method} ${incoming.url}`);
    void answer(incoming, outgoing, { routes, needsKey });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ...services,
    blobs,
    client,
    requests,
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export type TestApp = Awaited<ReturnType<typeof startApp>>;

function route(method: string, template: string, handle: Route['handle']): Route {
  const path = new RegExp(`^${template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
  return { method, path, handle };
}

type Table = { routes: readonly Route[]; needsKey: boolean };

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  table: Table,
): Promise<void> {
  const {
    status = 200,
    jsonBody,
    body,
  } = await answerTo(incoming, table).catch((error: unknown): HttpResponseInit => ({
    status: 500,
    body: String(error),
  }));
  outgoing.writeHead(status, { 'Content-Type': 'application/json' });
  outgoing.end(jsonBody === undefined ? body : JSON.stringify(jsonBody));
}

async function answerTo(
  incoming: IncomingMessage,
  { routes, needsKey }: Table,
): Promise<HttpResponseInit> {
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  if (needsKey && incoming.headers['x-functions-key'] !== functionKey) {
    return { status: 401, body: '' };
  }
  const found = routes.find(
    ({ method, path }) => method === incoming.method && path.test(url.pathname),
  );
  if (!found) {
    return { status: 404, body: '' };
  }
  const body = await buffer(incoming);
  const { method = 'GET', headers } = incoming;
  const params = { ...found.path.exec(url.pathname)?.groups };
  const request = new HttpRequest({
    method,
    url: url.href,
    params,
    query: Object.fromEntries(url.searchParams),
    headers: { accept: String(headers.accept) },
    ...(body.length === 0 ? {} : { body: { string: body.toString() } }),
  });
  return found.handle(request);
}
