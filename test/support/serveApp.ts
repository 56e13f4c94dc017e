import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { App } from '../../local/host/worker/app';
import { runInvocation } from '../../local/host/worker/runInvocation';
import { supplyCore } from '../../local/host/worker/supplyCore';
import type { Invocation } from '../../local/host/worker/types';

/** Loads an app behind the real core API, and answers the invocations that come. */
async function serveApp(appFile: string): Promise<void> {
  const app = new App(() => {});
  supplyCore(app.coreApi());
  await import(appFile);
  app.finishLoading();

  parentPort?.on(
    'message',
    async ({ call, invocation }: { call: number; invocation: Invocation }) => {
      parentPort?.postMessage({ call, result: await runInvocation(app, invocation) });
    },
  );
  const functions = app.functions.map(({ name, bindings }) => ({ name, bindings }));
  parentPort?.postMessage({ functions: JSON.parse(JSON.stringify(functions)) });
}

if (!isMainThread) {
  void serveApp(workerData.appFile);
}
