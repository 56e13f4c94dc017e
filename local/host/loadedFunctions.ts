import { isOfType, triggeredFunction } from './bindings';
import type { TriggeredFunction } from './bindings';
import { unsupportedBinding } from './functionBindings';
import { createRouteTable, toRoute } from './http/routeTable';
import type { HttpRoute, RouteTable } from './http/routeTable';
import { textOf } from './log';
import type { Log } from './log';
import type { RetryPolicy } from './retryPolicy';
import type { AppSettings } from './settings/appSettings';
import { isDisabled } from './settings/isDisabled';
import type { RegisteredFunction } from './worker/types';

export type LoadOptions = {
  settings: AppSettings;
  routePrefix: string;
  /** The names of the only functions to load; undefined for all. */
  only: readonly string[] | undefined;
  /** For functions whose trigger has retries and that have no policy of their own. */
  retry?: RetryPolicy | undefined;
  log: Log;
};

/**
 * The functions this host is to serve, and their routes. A disabled one is left out; so is one that
 * cannot be served, which the log says, because the others still can.
 */
export function loadedFunctions(
  registered: readonly RegisteredFunction[],
  options: LoadOptions,
): { functions: TriggeredFunction[]; routes: RouteTable } {
  const { only, log } = options;
  const functions: TriggeredFunction[] = [];
  const routes: HttpRoute[] = [];
  const named = registered.filter(({ name }) => only === undefined || isAmong(only, name));
  for (const candidate of named) {
    if (isDisabled(options.settings, candidate.name)) {
      log('information', 'Host.Startup', `Function ${candidate.name} is disabled`);
      continue;
    }
    try {
      const triggered = servable(candidate);
      if (isOfType(triggered.trigger, 'httpTrigger')) {
        routes.push(toRoute(triggered, options.routePrefix));
      }
      functions.push(withRetries(triggered, options));
    } catch (error) {
      const text = `The '${candidate.name}' function is in error: ${textOf(error)}`;
      log('error', 'Host.Startup', text);
    }
  }
  return { functions, routes: createRouteTable(routes) };
}

/** Throws when this host cannot run the function. */
function servable(candidate: RegisteredFunction): TriggeredFunction {
  const triggered = triggeredFunction(candidate);
  const problem = unsupportedBinding(triggered);
  if (problem !== undefined) {
    throw new Error(problem);
  }
  return triggered;
}

/** As in Azure since 2022, of the triggers there are here only timers run retry policies. */
function withRetries(triggered: TriggeredFunction, { retry, log }: LoadOptions): TriggeredFunction {
  const { name, trigger } = triggered;
  if (isOfType(trigger, 'timerTrigger')) {
    return { ...triggered, retry: triggered.retry ?? retry };
  }
  if (triggered.retry !== undefined) {
    const text = `The retry policy of '${name}' has no effect: a ${trigger.binding.type} supports none`;
    log('warning', 'Host.Startup', text);
  }
  return { ...triggered, retry: undefined };
}

function isAmong(names: readonly string[], name: string): boolean {
  return names.some((each) => each.toLowerCase() === name.toLowerCase());
}
