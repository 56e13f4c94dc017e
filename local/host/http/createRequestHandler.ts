import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DurableEngine } from '../durable/createDurableEngine';
import type { Invoker } from '../invoke';
import type { Log } from '../log';
import type { SupervisedWorker } from '../worker/superviseWorker';
import { serveAdmin } from './admin';
import type { AdminOptions } from './admin';
import { toAuthLevel } from './authLevel';
import type { AuthLevel } from './authLevel';
import { applyCors } from './cors';
import type { CorsPolicy } from './cors';
import { respondEmpty } from './exchange';
import type { Exchange } from './exchange';
import type { KeyRing } from './keyRing';
import type { RouteTable } from './routeTable';
import { serveDurable } from './serveDurable';
import { serveFunction } from './serveFunction';
import { welcomePage } from './welcomePage';

export type RequestHandlerOptions = {
  routes: RouteTable;
  worker: SupervisedWorker;
  invoker: Invoker;
  admin: AdminOptions;
  durable: DurableEngine | undefined;
  cors: CorsPolicy;
  /** The keys to ask for; undefined: whoever reaches the port may do everything. */
  keys: KeyRing | undefined;
  log: Log;
  /** Once aborted, functions are not called any more; the management API still answers them. */
  stopping: AbortSignal;
};

const durablePrefixes = ['/runtime/webhooks/durabletask', '/durabletask'];

/** The host's HTTP face: the app's functions, the admin API and the durable management API. */
export function createRequestHandler(
  options: RequestHandlerOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    // A caller that hangs up is no error of the host.
    response.on('error', () => {});
    const url = urlOf(request);
    if (url === undefined) {
      response.writeHead(400).end();
      return;
    }
    const exchange = { request, response, url };
    try {
      await dispatch(exchange, options);
    } catch (error) {
      const failed = `${request.method} ${url.pathname} failed: ${String(error)}`;
      options.log(response.destroyed ? 'debug' : 'error', 'Host.Http', failed);
      respondEmpty(exchange, 500);
    }
  };
}

async function dispatch(exchange: Exchange, options: RequestHandlerOptions): Promise<void> {
  const { request, response, url } = exchange;
  const { keys, routes, invoker, worker } = options;
  const isOpenTo = (level: AuthLevel, functionName?: string): boolean => {
    const isOpen = keys === undefined || keys.opens(level, keyOf(exchange), functionName);
    if (!isOpen) {
      respondEmpty(exchange, 401);
    }
    return isOpen;
  };
  if (applyCors(exchange, options.cors)) {
    return;
  }
  if (/^\/admin\//i.test(url.pathname)) {
    const level = url.pathname.toLowerCase() === '/admin/host/ping' ? 'anonymous' : 'admin';
    return isOpenTo(level) ? serveAdmin(exchange, options.admin) : undefined;
  }
  const durablePath = durablePathOf(url.pathname);
  if (options.durable !== undefined && durablePath !== undefined) {
    const level = durablePath.isPublic ? 'system' : 'anonymous';
    return isOpenTo(level) ? serveDurable(exchange, durablePath.rest, options.durable) : undefined;
  }
  const found = routes.find(request.method ?? 'GET', url.pathname);
  if (found !== undefined && options.stopping.aborted) {
    respondEmpty(exchange, 503);
    return;
  }
  if (found !== undefined) {
    return isOpenTo(toAuthLevel(found.route.authLevel), found.route.triggered.name)
      ? serveFunction({ exchange, ...found, app: await worker.process(), invoker })
      : undefined;
  }
  if (url.pathname === '/' && request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(welcomePage);
    return;
  }
  respondEmpty(exchange, 404);
}

function durablePathOf(pathname: string): { rest: string; isPublic: boolean } | undefined {
  const prefix = durablePrefixes.find((candidate) =>
    pathname.toLowerCase().startsWith(`${candidate}/`),
  );
  return prefix === undefined
    ? undefined
    : { rest: pathname.slice(prefix.length), isPublic: prefix.startsWith('/runtime/') };
}

function keyOf({ request, url }: Exchange): string | undefined {
  const header = request.headers['x-functions-key'];
  return typeof header === 'string' ? header : (url.searchParams.get('code') ?? undefined);
}

/** Undefined when the request's target or host name is no part of a URL. */
function urlOf({ url: target = '', headers }: IncomingMessage): URL | undefined {
  const url = `http://${headers.host ?? 'localhost'}${target}`;
  return target.startsWith('/') && URL.canParse(url) ? new URL(url) : undefined;
}
