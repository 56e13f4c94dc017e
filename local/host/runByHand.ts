import { isOfType } from './bindings';
import type { TriggeredFunction } from './bindings';
import type { Invoker } from './invoke';
import type { Log } from './log';
import { handMadeInvocation } from './serviceBus/messageInvocation';
import { timerInvocation } from './timer/startTimer';
import type { Invocation } from './worker/types';

/**
 * Starts functions for the admin API, without waiting for them: a timer as if it were due, a queue
 * function with the input as its message. Those that only their own trigger can start fail, and the
 * log says so: the caller has its 202 by then, in Azure too.
 */
export function byHand(
  functions: readonly TriggeredFunction[],
  { invoker, log }: { invoker: Invoker; log: Log },
): (functionName: string, input: string) => void {
  return (functionName, input) => {
    const triggered = functions.find(({ name }) => name === functionName);
    const invocation = triggered && invocationFor(triggered, input);
    if (invocation === undefined) {
      const text = `'Functions.${functionName}' cannot be started by hand: call it by its own trigger`;
      log('error', `Function.${functionName}`, text);
      return;
    }
    const reason = 'This function was programmatically called via the host APIs.';
    // The log has how it ended; nobody else waits for it.
    invoker.invoke(invocation, { reason }).catch(() => {});
  };
}

function invocationFor(triggered: TriggeredFunction, input: string): Invocation | undefined {
  if (isOfType(triggered.trigger, 'timerTrigger')) {
    return timerInvocation(triggered, undefined, false);
  }
  if (isOfType(triggered.trigger, 'serviceBusTrigger')) {
    return handMadeInvocation(triggered, input);
  }
  if (isOfType(triggered.trigger, 'activityTrigger')) {
    const inputs = [{ name: triggered.trigger.name, data: { string: input } }];
    return { functionName: triggered.name, inputs, triggerMetadata: {} };
  }
  return undefined;
}
