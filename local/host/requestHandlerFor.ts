import { createHash } from 'node:crypto';
import { createRequestHandler } from './http/createRequestHandler';
import type { RequestHandler } from './http/startHttpServer';
import { byHand } from './runByHand';
import type { HostParts } from './hostParts';

/** The HTTP face of a host. */
export function requestHandlerFor(parts: HostParts): RequestHandler {
  const { options, settings, baseUrl, log, worker, functions, routes, invoker } = parts;
  const names = new Set(functions.map(({ name }) => name));
  return createRequestHandler({
    routes,
    worker,
    invoker,
    log,
    durable: parts.durable,
    keys: options.enableAuth ? parts.keys : undefined,
    stopping: parts.stopping.signal,
    cors: {
      origins: options.corsOrigins ?? settings.local.corsOrigins,
      credentials: options.corsCredentials ?? settings.local.corsCredentials,
    },
    admin: {
      hostId: createHash('sha256').update(options.appDir).digest('hex').slice(0, 32),
      baseUrl,
      functions: worker.functions.filter(({ name }) => names.has(name)),
      urlOf: (functionName) => {
        const route = routes.routes.find(({ triggered }) => triggered.name === functionName);
        return route && `${baseUrl}${route.path}`;
      },
      run: byHand(functions, { invoker, log }),
      keys: parts.keys,
      restart: () => worker.restart('told to by the admin API'),
    },
  });
}
