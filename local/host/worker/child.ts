import { AsyncLocalStorage } from 'node:async_hooks';
import { App } from './app';
import { captureConsole } from './captureConsole';
import { loadApp } from './loadApp';
import { isToApp } from './messages';
import type { FromApp } from './messages';
import { categorize } from './programmingModel';
import { runInvocation } from './runInvocation';
import { supplyCore } from './supplyCore';

// The process that runs the app. Its working directory is the app's; the host talks to it over IPC.

const invoked = new AsyncLocalStorage<string>();
const appLog = categorize((level, category, message) => {
  send({ kind: 'log', entry: { level, category, message } });
});
const app = new App(appLog);

supplyCore(app.coreApi());
captureConsole((level, message) => {
  appLog({ level, source: 'user', functionName: invoked.getStore(), message });
});

process.on('message', (message: unknown) => {
  if (!isToApp(message)) {
    return;
  }
  if (message.kind === 'stop') {
    void terminate();
    return;
  }
  const { call, invocation } = message;
  void invoked.run(invocation.functionName, async () => {
    send({ kind: 'result', call, result: await runInvocation(app, invocation) });
  });
});

// An interrupt at the terminal reaches the whole process group; the host decides when the app ends.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
// The channel closes when the host is gone, however it went: without it there is nothing to serve.
process.on('disconnect', () => process.exit());

void start();

async function start(): Promise<void> {
  try {
    const { httpUri } = await loadApp(app, process.cwd());
    const functions = app.functions.map(({ name, bindings, retryOptions }) => ({
      name,
      bindings: plain(bindings),
      ...(retryOptions && { retryOptions: plain(retryOptions) }),
    }));
    send({ kind: 'ready', functions, ...(httpUri !== undefined && { httpUri }) });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    send({ kind: 'loadFailed', reason }, () => process.exit(1));
  }
}

async function terminate(): Promise<void> {
  try {
    await app.hooks.run('appTerminate', { hookData: {}, appHookData: app.hooks.appHookData });
  } catch (error) {
    const message = `An appTerminate hook failed: ${String(error)}`;
    appLog({ level: 'error', source: 'system', functionName: undefined, message });
  } finally {
    process.disconnect();
  }
}

function send(message: FromApp, onSent?: () => void): void {
  if (process.connected) {
    process.send?.(message, undefined, undefined, onSent);
  }
}

/** Bindings may carry anything the app put there; only what JSON can say crosses the border. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
