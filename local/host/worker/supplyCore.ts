import { Module } from 'node:module';

/**
 * Answers every `require('@azure/functions-core')` of this process with `api`, as the real worker
 * does. `@azure/functions` looks only once, so this must come before the app's first import.
 */
export function supplyCore(api: Record<string, unknown>): void {
  const load: unknown = Reflect.get(Module.prototype, 'require');
  if (typeof load !== 'function') {
    throw new Error('This Node.js has no Module.prototype.require to put the core API behind.');
  }
  Module.prototype.require = function requireOrCore(this: unknown, id: string): unknown {
    return id === '@azure/functions-core' ? api : Reflect.apply(load, this, [id]);
  };
}
