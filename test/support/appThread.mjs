import './typescriptHooks.mjs';

// The entry of a thread that runs an app: see inProcessWorker.ts.
await import(new URL('serveApp.ts', import.meta.url).href);
