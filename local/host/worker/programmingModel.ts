import type { Log, LogLevel } from '../log';
import type { Binding, Named, RetryContext, TypedData } from './types';

/** The part of `@azure/functions-core` that lies between the worker and `@azure/functions`. */
export type ProgrammingModel = {
  name: string;
  version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel | Promise<InvocationModel>;
  getCapabilities?(defaults: Record<string, string>): Promise<Record<string, string>>;
};

export type FunctionCallback = (...inputs: unknown[]) => unknown;

export type FunctionMetadata = {
  name: string;
  functionId?: string;
  bindings: Record<string, Binding>;
  retryOptions?: Record<string, unknown>;
};

export type CoreInvocationContext = {
  invocationId: string;
  request: InvocationRequest;
  metadata: FunctionMetadata;
  state: 'preInvocationHooks' | 'postInvocationHooks' | 'invocation' | undefined;
  log: (level: LogLevel, category: string, message: string) => void;
};

export type InvocationRequest = {
  invocationId: string;
  functionId: string;
  inputData: readonly Named[];
  triggerMetadata: Record<string, TypedData>;
  traceContext: { traceParent: string; traceState: string; attributes: Record<string, string> };
  retryContext?: RetryContext;
};

export type InvocationModel = {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(
    context: unknown,
    result: unknown,
  ): Promise<{ returnValue?: TypedData | null; outputData?: readonly Named[] | null }>;
};

/** A log of the app's process: `functionName` is set while an invocation runs. */
export type AppLog = (entry: {
  level: LogLevel;
  source: 'user' | 'system';
  functionName: string | undefined;
  message: string;
}) => void;

/** Names the category of an app's log entry as the real host does. */
export function categorize(log: Log): AppLog {
  return ({ level, source, functionName, message }) => {
    if (functionName === undefined) {
      log(level, source === 'user' ? 'Host.Function.Console' : 'Worker', message);
      return;
    }
    log(
      level,
      source === 'user' ? `Function.${functionName}.User` : `Function.${functionName}`,
      message,
    );
  };
}
