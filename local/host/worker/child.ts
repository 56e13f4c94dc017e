import { AsyncLocalStorage } from 'node:async_hooks';
import { App } from './app';
import { captureConsole } from './captureConsole';
import { loadApp } from './loadApp';
import { areToApp } from './messages';
import type { FromApp, ToApp } from './messages';
import { createOutbox } from './outbox';
import { createBodyPacer } from './paceBodies';
import { categorize } from './programmingModel';
import { runInvocation } from './runInvocation';
import { supplyCore } from './supplyCore';

// The process that runs the app. Its working directory is the app's; the host talks to it over IPC.

const outbox = createOutbox<FromApp>((messages, onSent) => {
  if (process.connected) {
    process.send?.(messages, undefined, undefined, onSent);
  }
});
const invoked = new AsyncLocalStorage<string>();
const appLog = categorize((level, category, message) => {
  outbox.put({ kind: 'log', entry: { level, category, message } });
});
const app = new App(appLog);
const pacer = createBodyPacer();

supplyCore(app.coreApi());
captureConsole((level, message) => {
  appLog({ level, source: 'user', functionName: invoked.getStore(), message });
});

process.on('message', (messages: unknown) => {
  if (areToApp(messages)) {
    messages.forEach(receive);
  }
});
// Whatever ends this process, what it said last gets out.
process.on('exit', () => outbox.flush());

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
    outbox.put({ kind: 'ready', functions, ...(httpUri !== undefined && { httpUri }) });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    outbox.put({ kind: 'loadFailed', reason });
    outbox.flush(() => process.exit(1));
  }
}

function receive(message: ToApp): void {
  if (message.kind === 'stop') {
    void terminate();
    return;
  }
  const { call, invocation } = message;
  void invoked.run(invocation.functionName, async () => {
    outbox.put({ kind: 'result', call, result: await runInvocation(app, invocation, pacer) });
  });
}

async function terminate(): Promise<void> {
  try {
    await app.hooks.run('appTerminate', { hookData: {}, appHookData: app.hooks.appHookData });
  } catch (error) {
    const message = `An appTerminate hook failed: ${String(error)}`;
    appLog({ level: 'error', source: 'system', functionName: undefined, message });
  } finally {
    outbox.flush();
    process.disconnect();
  }
}

/** Bindings may carry anything the app put there; only what JSON can say crosses the border. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
