import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { App } from './app';
import { findEntryPoints } from './findEntryPoints';

/** What a worker of the real host tells a programming model it can do. */
const workerCapabilities = {
  RawHttpBodyBytes: 'true',
  RpcHttpTriggerMetadataRemoved: 'true',
  RpcHttpBodyOnly: 'true',
  IgnoreEmptyValuedRpcHttpHeaders: 'true',
  UseNullableValueDictionaryForHttp: 'true',
  WorkerStatus: 'true',
  TypedDataCollection: 'true',
  HandlesWorkerTerminateMessage: 'true',
};

/**
 * Runs an app's entry points and its start hooks, in the order of the real worker. Answers with
 * the address the app wants its HTTP requests forwarded to, if it wants that.
 */
export async function loadApp(app: App, appDir: string): Promise<{ httpUri: string | undefined }> {
  for (const { file, isModule } of findEntryPoints(appDir)) {
    try {
      await (isModule ? import(pathToFileURL(file).href) : Promise.resolve(require(file)));
    } catch (error) {
      throw new Error(
        `Worker was unable to load entry point "${relative(appDir, file)}": ${describe(error)}`,
        { cause: error },
      );
    }
  }
  const { hooks } = app;
  await hooks.run('appStart', { hookData: {}, appHookData: hooks.appHookData });
  app.finishLoading();
  const capabilities = await app.model.getCapabilities?.({ ...workerCapabilities });
  return { httpUri: capabilities?.['HttpUri'] };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
