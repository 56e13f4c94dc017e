import { isOfType } from './bindings';
import type { TriggeredFunction } from './bindings';
import type { HttpRoute } from './http/routeTable';

/** The list of functions and their URLs, as Core Tools prints it. */
export function functionsList(
  functions: readonly TriggeredFunction[],
  routes: readonly HttpRoute[],
  baseUrl: string,
): string {
  const lines = functions
    .toSorted((a, b) => Number(isHttp(b)) - Number(isHttp(a)) || a.name.localeCompare(b.name))
    .map(({ name, trigger }) => {
      const route = routes.find(({ triggered }) => triggered.name === name);
      const what =
        route === undefined
          ? trigger.binding.type
          : `[${route.methods.join(',')}] ${baseUrl}${route.path}`;
      return `\t${name}: ${what}\n\n`;
    });
  return `\nFunctions:\n\n${lines.join('')}`;
}

function isHttp({ trigger }: TriggeredFunction): boolean {
  return isOfType(trigger, 'httpTrigger');
}
