import { App } from '../../local/host/worker/app';
import { runInvocation } from '../../local/host/worker/runInvocation';
import { supplyCore } from '../../local/host/worker/supplyCore';
import type { Worker } from '../../local/host/worker/types';

/** Loads an app behind the real core API into this process. For plain Node, not for jest. */
export async function loadAppHere(appFile: string): Promise<Worker> {
  const app = new App(() => {});
  supplyCore(app.coreApi());
  await import(appFile);
  app.finishLoading();
  return {
    // Bindings may carry anything; only what JSON can say crosses the border.
    functions: app.functions.map(({ name, bindings }) => ({
      name,
      bindings: JSON.parse(JSON.stringify(bindings)),
    })),
    invoke: async (invocation) => runInvocation(app, { invocationId: 'local', ...invocation }),
  };
}
