import { setTimeout as pause } from 'node:timers/promises';
import type { Cause, Invoker } from './invoke';
import type { Log } from './log';
import type { RetryPolicy } from './retryPolicy';
import type { Invocation, InvocationResult } from './worker/types';

export type RetryParts = {
  invoker: Invoker;
  log: Log;
  policy: RetryPolicy | undefined;
  /** Ends the waiting between retries, and with it the retries. */
  signal: AbortSignal;
};

/**
 * Runs a function, and while it throws, again, as often as its policy says. Answers with the last
 * result. Rejects as the invoker does: a lost process or a timeout is not the function's failure.
 */
export async function invokeWithRetry(
  { invoker, log, policy, signal }: RetryParts,
  invocation: Invocation,
  cause: Cause,
): Promise<InvocationResult> {
  let result = await invoker.invoke(invocation, cause);
  const maxRetryCount = policy?.maxRetryCount ?? 0;
  for (let retryCount = 1; !result.ok && retryCount <= maxRetryCount; retryCount += 1) {
    const delayMs = policy?.delayMs(retryCount) ?? 0;
    log(
      'information',
      `Function.${invocation.functionName}`,
      `Waiting for ${delayMs} ms before retrying function execution. Next attempt: '${retryCount}'. Max retry count: '${maxRetryCount}'.`,
    );
    await pause(delayMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) {
      return result;
    }
    const { message, stack } = result.error;
    const exception = { message, source: '', stackTrace: stack };
    // The worker protocol says -1 for "no limit".
    const limit = maxRetryCount === Infinity ? -1 : maxRetryCount;
    const retryContext = { retryCount, maxRetryCount: limit, exception };
    result = await invoker.invoke({ ...invocation, retryContext }, cause);
  }
  return result;
}
