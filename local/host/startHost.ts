import { randomUUID } from 'node:crypto';
import { createConsoleLog } from './consoleLog';
import { everyNth } from './faults/everyNth';
import { createFunctionBindings } from './functionBindings';
import { functionsList } from './functionsList';
import { startHttpServer } from './http/startHttpServer';
import type { HttpServer } from './http/startHttpServer';
import type { HostOptions, HostParts } from './hostParts';
import { KeyRing } from './http/keyRing';
import { createInvoker } from './invoke';
import type { Invoker } from './invoke';
import { setUpDurable } from './setUpDurable';
import { loadedFunctions } from './loadedFunctions';
import type { Log } from './log';
import { requestHandlerFor } from './requestHandlerFor';
import { parseRetryPolicy } from './retryPolicy';
import { openSenders } from './serviceBus/openSenders';
import { readSettings } from './settings/readSettings';
import type { Settings } from './settings/readSettings';
import { startListeners } from './startListeners';
import { stopHost } from './stopHost';
import { openTimerStatusStore } from './timer/timerStatus';
import { superviseWorker } from './worker/superviseWorker';

export type Host = {
  /** As in `http://localhost:7071`. */
  baseUrl: string;
  /** Stops the triggers, gives running functions ten seconds, and ends the app. */
  stop(): Promise<void>;
};

/** Runs a Functions app. Rejects when its settings are wrong or it does not load. */
export async function startHost(options: HostOptions): Promise<Host> {
  const settings = readSettings(options.appDir, process.env);
  const { log, flush } = createConsoleLog(
    { default: options.verbose ? 'debug' : 'information', ...settings.hostJson.logging.logLevel },
    options.write,
  );
  const server = await startHttpServer(options.port ?? settings.local.port ?? 7071);
  try {
    const parts = await loadApp({ options, settings, log, port: server.port });
    return await startTriggers(parts, server, flush);
  } catch (error) {
    server.close();
    throw error;
  } finally {
    flush();
  }
}

async function loadApp(host: {
  options: HostOptions;
  settings: Settings;
  log: Log;
  port: number;
}): Promise<HostParts> {
  const { options, settings, log, port } = host;
  const address = `localhost:${port}`;
  const worker = await superviseWorker({
    appDir: options.appDir,
    env: {
      ...settings.env,
      AzureWebJobsScriptRoot: options.appDir,
      FUNCTIONS_CORETOOLS_ENVIRONMENT: 'True',
      WEBSITE_HOSTNAME: address,
    },
    nodeFlags: [...settings.nodeFlags, ...options.nodeFlags],
    log,
  });
  try {
    return assemble({ options, settings, log, worker, baseUrl: `http://${address}` });
  } catch (error) {
    await worker.stop(0);
    throw error;
  }
}

function assemble(
  loaded: Pick<HostParts, 'options' | 'settings' | 'log' | 'worker' | 'baseUrl'>,
): HostParts {
  const { options, settings, log, worker, baseUrl } = loaded;
  const { functions, routes } = loadedFunctions(worker.functions, {
    settings: settings.app,
    routePrefix: settings.hostJson.extensions.http.routePrefix,
    only: options.functions ?? settings.hostJson.functions,
    retry: settings.hostJson.retry && parseRetryPolicy(settings.hostJson.retry),
    log,
  });
  const senders = openSenders(settings.app);
  const keys = new KeyRing(options.stateDir);
  const newInvoker = (): Invoker =>
    createInvoker({
      worker,
      log,
      bindings: createFunctionBindings(functions, { durable: () => durable, baseUrl, senders }),
      timeoutMs: settings.hostJson.functionTimeout,
      onTimeout: (reason) => worker.restart(reason),
    });
  const systemKey = options.enableAuth
    ? keys.of({ kind: 'system' })['durabletask_extension']
    : undefined;
  const durable = setUpDurable({ ...loaded, functions, invoker: newInvoker(), systemKey });
  const stopping = new AbortController();
  return { ...loaded, functions, routes, senders, keys, durable, stopping, invoker: newInvoker() };
}

async function startTriggers(
  parts: HostParts,
  server: HttpServer,
  flush: () => void,
): Promise<Host> {
  const { options, settings, log, functions, routes, invoker, baseUrl } = parts;
  log('information', 'Host.Worker', 'Worker process started and initialized.');
  flush();
  options.write(functionsList(functions, routes.routes, baseUrl));
  const instanceId = randomUUID().replaceAll('-', '').toUpperCase();
  log('information', 'Host.General', `Listening on ${baseUrl}`);
  log('information', 'Host.General', `Host lock lease acquired by instance ID '${instanceId}'.`);
  server.serve(requestHandlerFor(parts));
  parts.durable?.start();
  const listeners = await startListeners(functions, {
    invoker,
    log,
    settings: settings.app,
    statuses: openTimerStatusStore(options.stateDir),
    limits: settings.hostJson.extensions.serviceBus,
    isRepeated: everyNth(options.faults['repeat-message']),
  });
  return {
    baseUrl,
    stop: async () => {
      await stopHost({ ...parts, listeners, server });
      flush();
    },
  };
}
