import type { ControlRoute } from './route';

export type FoundRoute =
  | { found: true; route: ControlRoute; params: Record<string, string> }
  /** `methods` are those that the path is served for; none if it is not served at all. */
  | { found: false; methods: string[] };

/** Finds the route of a call. A segment in braces takes any one segment, percent-decoded. */
export function findRoute(
  routes: readonly ControlRoute[],
  { method, pathname }: { method: string | undefined; pathname: string },
): FoundRoute {
  const methods: string[] = [];
  for (const route of routes) {
    const params = matchPath(route.path, pathname);
    if (params !== undefined && route.method === method) {
      return { found: true, route, params };
    }
    if (params !== undefined) {
      methods.push(route.method);
    }
  }
  return { found: false, methods };
}

function matchPath(pattern: string, pathname: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = pathname.split('/');
  if (wanted.length !== given.length) {
    return undefined;
  }

  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = decode(given[index]);
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    if (value === undefined || (name === undefined ? value !== segment : value === '')) {
      return undefined;
    }
    if (name !== undefined) {
      params[name] = value;
    }
  }
  return params;
}

function decode(segment: string | undefined): string | undefined {
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) {
      return undefined;
    }
    throw error;
  }
}
