import { textProperty } from '../bindings';
import type { NamedBinding, TriggeredFunction } from '../bindings';
import { decodeSegment } from './decodeSegment';
import { parseRouteTemplate } from './routeTemplate';
import type { RouteTemplate, RouteValues } from './routeTemplate';

export type HttpRoute = {
  triggered: TriggeredFunction;
  methods: readonly string[];
  /** With prefix and leading slash, as in `/api/orders/{id}`. */
  path: string;
  authLevel: string;
  template: RouteTemplate;
};

/** Finds the function that serves a request; undefined: no route, or none for that method. */
export type RouteTable = {
  routes: readonly HttpRoute[];
  find: (method: string, pathname: string) => { route: HttpRoute; values: RouteValues } | undefined;
};

/** Finds among an app's routes; the most specific goes first. */
export function createRouteTable(unsorted: readonly HttpRoute[]): RouteTable {
  const routes = unsorted.toSorted(bySpecificity);
  return {
    routes,
    find: (method, pathname) => {
      const path = pathname.split('/').filter(Boolean).map(decodeSegment);
      for (const route of routes) {
        const values = route.methods.includes(method) ? route.template.match(path) : undefined;
        if (values !== undefined) {
          return { route, values };
        }
      }
      return undefined;
    },
  };
}

/** The route of an HTTP function. Throws on a bad template. */
export function toRoute(triggered: TriggeredFunction, routePrefix: string): HttpRoute {
  const { name, trigger } = triggered;
  const route = textProperty(trigger, 'route') ?? name;
  const path = `/${[routePrefix, route].map(trimSlashes).filter(Boolean).join('/')}`;
  return {
    triggered,
    path,
    methods: methodsOf(trigger),
    authLevel: (textProperty(trigger, 'authLevel') ?? 'function').toLowerCase(),
    template: parseRouteTemplate(path),
  };
}

function methodsOf({ binding }: NamedBinding): string[] {
  const methods: unknown = binding['methods'];
  const named = Array.isArray(methods) ? methods.filter((name) => typeof name === 'string') : [];
  return named.length > 0 ? named.map((name) => name.toUpperCase()) : ['GET', 'POST'];
}

function bySpecificity(a: HttpRoute, b: HttpRoute): number {
  return a.template.precedence === b.template.precedence
    ? a.path.localeCompare(b.path)
    : a.template.precedence.localeCompare(b.template.precedence);
}

function trimSlashes(text: string): string {
  return text.replaceAll(/^\/+|\/+$/g, '');
}
