import { isOfType } from './bindings';
import type { TriggeredFunction } from './bindings';
import type { Listener } from './listener';
import { textOf } from './log';
import { startQueueTrigger } from './serviceBus/startQueueTrigger';
import type { QueueTriggerOptions } from './serviceBus/handleMessages';
import { startTimer } from './timer/startTimer';
import type { TimerOptions } from './timer/startTimer';

/**
 * Starts the triggers that listen by themselves: timers and queues. One that cannot start is
 * logged, and keeps none of the others from starting.
 */
export async function startListeners(
  functions: readonly TriggeredFunction[],
  options: TimerOptions & QueueTriggerOptions,
): Promise<Listener[]> {
  const listeners: Listener[] = [];
  for (const triggered of functions) {
    try {
      if (isOfType(triggered.trigger, 'timerTrigger')) {
        listeners.push(await startTimer(triggered, options));
      } else if (isOfType(triggered.trigger, 'serviceBusTrigger')) {
        listeners.push(await startQueueTrigger(triggered, options));
      }
    } catch (error) {
      const text = `The listener for function '${triggered.name}' was unable to start: ${textOf(error)}`;
      options.log('error', 'Host.Startup', text);
    }
  }
  return listeners;
}
