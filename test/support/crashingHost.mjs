import './typescriptHooks.mjs';

// The entry of a process that runs an engine until it kills itself: see crashes.test.ts.
await import(new URL('runCrashingHost.ts', import.meta.url).href);
