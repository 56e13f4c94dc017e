import { parseRouteParameter } from './routeParameter';
import type { RouteParameter } from './routeParameter';
import { tokenize } from './tokenizeTemplate';
import type { Token } from './tokenizeTemplate';

export type RouteValues = Record<string, string>;

/** A compiled ASP.NET route template. */
export type RouteTemplate = {
  /** The values of its parameters for the decoded segments of a path; undefined: no match. */
  match: (path: readonly string[]) => RouteValues | undefined;
  /** Sorts templates: of two that match a path, the lower one is the more specific. */
  precedence: string;
};

/** Takes its share from the front of a path, and says how many segments that was. */
type Segment = {
  /** ASP.NET's order: literal, constrained parameter, parameter, constrained catch-all, catch-all. */
  rank: number;
  take: (path: readonly string[]) => { taken: number; values: RouteValues } | undefined;
};

/**
 * Compiles an ASP.NET route template: literals in any case, `{a}`, `{a?}`, `{a=b}`, `{*rest}`,
 * several parts in one segment (`{a}-{b}`), constraints (`{a:int:min(1)}`). Throws on a bad one.
 */
export function parseRouteTemplate(template: string): RouteTemplate {
  const parts = tokenize(template);
  const segments = parts.map((tokens, index) => {
    const isLast = index === parts.length - 1;
    return toSegment(tokens, { template, isLast });
  });
  return {
    match: (path) => matchAll(segments, path),
    precedence: segments.map(({ rank }) => rank).join(''),
  };
}

function matchAll(segments: readonly Segment[], path: readonly string[]): RouteValues | undefined {
  const values: RouteValues = {};
  let rest = path;
  for (const segment of segments) {
    const share = segment.take(rest);
    if (share === undefined) {
      return undefined;
    }
    Object.assign(values, share.values);
    rest = rest.slice(share.taken);
  }
  return rest.length === 0 ? values : undefined;
}

function toSegment(tokens: readonly Token[], at: { template: string; isLast: boolean }): Segment {
  const parts = tokens.map(({ kind, text }) =>
    kind === 'literal' ? text : parseRouteParameter(text, at.template),
  );
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'object' && only.kind !== 'required') {
    if (!at.isLast && only.fallback === undefined) {
      throw new Error(`The route "${at.template}" is not valid: {${only.name}} must come last`);
    }
    return only.kind === 'catchAll' ? catchAllSegment(only) : optionalSegment(only);
  }
  return requiredSegment(parts, at.template);
}

function requiredSegment(parts: readonly (string | RouteParameter)[], template: string): Segment {
  const parameters = parts.filter((part) => typeof part === 'object');
  const loose = parameters.find(({ kind }) => kind !== 'required');
  if (loose !== undefined) {
    throw new Error(`The route "${template}" is not valid: {${loose.name}} must stand alone`);
  }
  const source = parts.map((part) => (typeof part === 'string' ? escaped(part) : '(.+)')).join('');
  const pattern = new RegExp(`^${source}$`, 'i');
  return {
    rank: rankOfRequired(parts),
    take: ([segment = '']) => {
      const match = pattern.exec(segment);
      const fits = parameters.every(({ accepts }, index) => accepts(match?.[index + 1] ?? ''));
      if (match === null || !fits) {
        return undefined;
      }
      const values: RouteValues = {};
      for (const [index, { name }] of parameters.entries()) {
        values[name] = match[index + 1] ?? '';
      }
      return { taken: 1, values };
    },
  };
}

function optionalSegment(parameter: RouteParameter): Segment {
  return {
    rank: parameter.isConstrained ? 2 : 3,
    take: ([segment]) => taken(parameter, segment, segment === undefined ? 0 : 1),
  };
}

function catchAllSegment(parameter: RouteParameter): Segment {
  return {
    rank: parameter.isConstrained ? 4 : 5,
    take: (path) => taken(parameter, path.length === 0 ? undefined : path.join('/'), path.length),
  };
}

function taken(
  { name, fallback, accepts }: RouteParameter,
  given: string | undefined,
  count: number,
): ReturnType<Segment['take']> {
  const value = given ?? fallback;
  if (value === undefined) {
    return { taken: count, values: {} };
  }
  return accepts(value) ? { taken: count, values: { [name]: value } } : undefined;
}

function rankOfRequired(parts: readonly (string | RouteParameter)[]): number {
  if (parts.every((part) => typeof part === 'string')) {
    return 1;
  }
  const [only] = parts;
  return parts.length === 1 && typeof only === 'object' && !only.isConstrained ? 3 : 2;
}

function escaped(literal: string): string {
  return literal.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
