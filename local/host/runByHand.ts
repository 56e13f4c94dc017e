import { isOfType } from './bindings';
import type { TriggeredFunction } from './bindings';
import type { Invoker } from './invoke';
import { handMadeInvocation } from './serviceBus/messageInvocation';
import { timerInvocation } from './timer/startTimer';
import type { Invocation } from './worker/types';

/**
 * Starts functions for the admin API, without waiting for them: a timer as if it were due, a queue
 * function with the input as its message. False for those that only their own trigger can start.
 */
export function byHand(
  functions: readonly TriggeredFunction[],
  invoker: Invoker,
): (functionName: string, input: string) => boolean {
  return (functionName, input) => {
    const triggered = functions.find(({ name }) => name === functionName);
    const invocation = triggered && invocationFor(triggered, input);
    if (invocation === undefined) {
      return false;
    }
    const reason = 'This function was programmatically called via the host APIs.';
    // The log has how it ended; nobody else waits for it.
    invoker.invoke(invocation, { reason }).catch(() => {});
    return true;
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
