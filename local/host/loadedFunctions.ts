import { triggeredFunction } from './bindings';
import type { TriggeredFunction } from './bindings';
import { unsupportedBinding } from './functionBindings';
import { textOf } from './log';
import type { Log } from './log';
import type { AppSettings } from './settings/appSettings';
import { isDisabled } from './settings/isDisabled';
import type { RegisteredFunction } from './worker/types';

/**
 * The functions this host is to serve. A disabled one is left out; so is one that cannot be served,
 * which the log says, because the others still can.
 */
export function loadedFunctions(
  registered: readonly RegisteredFunction[],
  { settings, log }: { settings: AppSettings; log: Log },
): TriggeredFunction[] {
  return registered.flatMap((candidate) => {
    if (isDisabled(settings, candidate.name)) {
      log('information', 'Host.Startup', `Function ${candidate.name} is disabled`);
      return [];
    }
    try {
      const triggered = triggeredFunction(candidate);
      const problem = unsupportedBinding(triggered);
      if (problem !== undefined) {
        throw new Error(problem);
      }
      return [triggered];
    } catch (error) {
      const text = `The '${candidate.name}' function is in error: ${textOf(error)}`;
      log('error', 'Host.Startup', text);
      return [];
    }
  });
}
