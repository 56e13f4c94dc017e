import { Disposable } from './disposable';

const names = ['appStart', 'appTerminate', 'preInvocation', 'postInvocation', 'log'] as const;

export type HookName = (typeof names)[number];

/** Reads or changes the one context object that all hooks of an event get in turn. */
export type HookCallback = (context: Record<string, unknown>) => unknown;

/** The hooks an app registered, run in the order of registration. */
export class Hooks {
  readonly #callbacks = new Map<HookName, HookCallback[]>(names.map((name) => [name, []]));

  /** Shared by all invocations, as the real worker has it. */
  readonly appHookData: Record<string, unknown> = {};

  /** Throws the library's own kind of error when there is no such hook. */
  register(name: string, callback: HookCallback): Disposable {
    const callbacks = this.#callbacks.get(hookName(name)) ?? [];
    callbacks.push(callback);
    return new Disposable(() => {
      const at = callbacks.indexOf(callback);
      if (at >= 0) {
        callbacks.splice(at, 1);
      }
    });
  }

  async run(name: HookName, context: Record<string, unknown>): Promise<void> {
    for (const callback of this.#callbacks.get(name) ?? []) {
      await callback(context);
    }
  }

  /** For `log`, the one hook that cannot be waited for. */
  runNow(name: HookName, context: Record<string, unknown>): void {
    for (const callback of this.#callbacks.get(name) ?? []) {
      callback(context);
    }
  }
}

function hookName(name: string): HookName {
  const known = names.find((candidate) => candidate === name);
  if (known === undefined) {
    const error = new RangeError(`Unrecognized hook "${name}"`);
    throw Object.assign(error, { isAzureFunctionsSystemError: true });
  }
  return known;
}
