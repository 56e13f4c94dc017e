import { randomUUID } from 'node:crypto';
import type { Log } from './log';
import type { Invocation, InvocationResult, Named, Worker } from './worker/types';

/** Why a function runs, as the log says it, and in which worker. */
export type Cause = {
  /** For instance `Timer fired at 2026-11-21T00:00:00.000Z`. */
  reason: string;
  /** What else the log says of the cause, in a line of its own. */
  details?: string;
  /** The worker to use when it must be a certain one. */
  worker?: Worker;
};

/**
 * Runs functions for all triggers, and logs each run as the real host does. Rejects with
 * `WorkerLost` when the app's process ended meanwhile, and with `FunctionTimeout`.
 */
export type Invoker = {
  invoke(invocation: Invocation, cause: Cause): Promise<InvocationResult>;
  /** Settles once nothing runs any more. */
  idle(): Promise<void>;
};

/** What the host adds to a function's inputs, and does with its outputs, whatever triggers it. */
export type FunctionBindings = {
  /** The values of the inputs other than the trigger's. */
  inputsOf(functionName: string): readonly Named[];
  /** Carries out the output bindings of a function that succeeded. Rejects when one fails. */
  deliver(functionName: string, result: Succeeded): Promise<void>;
};

export type Succeeded = Extract<InvocationResult, { ok: true }>;

export type InvokerOptions = {
  /** Where to find the process that runs the app; waits while there is none. */
  worker: { process(): Promise<Worker> };
  bindings: FunctionBindings;
  log: Log;
  /** How long a function may run; Infinity for as long as it wants. */
  timeoutMs: number;
  /** Called when a function ran out of time; ends the process that still runs it. */
  onTimeout: (reason: string) => void;
};

/** `setTimeout` takes no more; nobody waits for what is longer. */
const longestTimeoutMs = 2 ** 31 - 1;

/** The function ran longer than host.json's `functionTimeout` allows. */
class FunctionTimeout extends Error {
  override readonly name = 'FunctionTimeout';
}

export function createInvoker(options: InvokerOptions): Invoker {
  const running = new Set<Promise<unknown>>();
  return {
    invoke: async (invocation, cause) => {
      const run = runLogged(options, invocation, cause);
      running.add(run);
      try {
        return await run;
      } finally {
        running.delete(run);
      }
    },
    idle: async () => {
      while (running.size > 0) {
        await Promise.allSettled(running);
      }
    },
  };
}

async function runLogged(
  options: InvokerOptions,
  invocation: Invocation,
  cause: Cause,
): Promise<InvocationResult> {
  const { log } = options;
  const invocationId = invocation.invocationId ?? randomUUID();
  const category = `Function.${invocation.functionName}`;
  const name = `'Functions.${invocation.functionName}'`;
  log('information', category, `Executing ${name} (Reason='${cause.reason}', Id=${invocationId})`);
  if (cause.details !== undefined) {
    log('information', category, cause.details);
  }

  const startedAt = performance.now();
  const executed = (outcome: string): string => {
    const duration = Math.round(performance.now() - startedAt);
    return `Executed ${name} (${outcome}, Id=${invocationId}, Duration=${duration}ms)`;
  };
  try {
    const worker = cause.worker ?? (await options.worker.process());
    const result = await runBound(options, worker, { ...invocation, invocationId });
    if (result.ok) {
      log('information', category, executed('Succeeded'));
    } else {
      const { message, stack } = result.error;
      const text = `Result: Failure\nException: ${message}\nStack: ${stack}`;
      log('error', category, `${executed('Failed')}\n${text}`);
    }
    return result;
  } catch (error) {
    log('error', category, `${executed('Failed')}\n${String(error)}`);
    throw error;
  }
}

/** Runs a function with all its bindings; an output that cannot be delivered fails it. */
async function runBound(
  options: InvokerOptions,
  worker: Worker,
  invocation: Invocation,
): Promise<InvocationResult> {
  const { functionName } = invocation;
  const inputs = [...invocation.inputs, ...options.bindings.inputsOf(functionName)];
  const result = await inTime(options, worker, { ...invocation, inputs });
  if (result.ok) {
    try {
      await options.bindings.deliver(functionName, result);
    } catch (error) {
      const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
      return { ok: false, error: { message, stack } };
    }
  }
  return result;
}

async function inTime(
  { timeoutMs, onTimeout }: InvokerOptions,
  worker: Worker,
  invocation: Invocation,
): Promise<InvocationResult> {
  if (timeoutMs > longestTimeoutMs) {
    return worker.invoke(invocation);
  }
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const reason = `Timeout value of ${timeoutMs / 1000} s was exceeded by function: Functions.${invocation.functionName}`;
      reject(new FunctionTimeout(reason));
      onTimeout(reason);
    }, timeoutMs);
    worker
      .invoke(invocation)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
