import { constraint } from './routeConstraints';

/** What stands between the braces of a route template. */
export type RouteParameter = {
  name: string;
  kind: 'required' | 'optional' | 'catchAll';
  /** The value when the path has none. */
  fallback: string | undefined;
  isConstrained: boolean;
  accepts: (value: string) => boolean;
};

const form =
  /^(?<stars>\*{0,2})(?<name>[^:=?*]+)(?<rules>(?::[^(:=?]+(?:\(.*?\))?)*)(?:=(?<fallback>.*))?(?<mark>\?)?$/s;
const rule = /:(?<name>[^(:]+)(?:\((?<argument>.*?)\))?(?=:|$)/gs;

/** Parses `name`, `name?`, `name=value`, `*name` or `**name`, with constraints. Throws on others. */
export function parseRouteParameter(text: string, template: string): RouteParameter {
  const groups = form.exec(text)?.groups;
  const name = groups?.['name'];
  if (groups === undefined || name === undefined) {
    throw new Error(`The route "${template}" is not valid: {${text}} is not a parameter`);
  }
  const { fallback, mark, rules = '', stars = '' } = groups;
  const constraints = [...rules.matchAll(rule)].map(({ groups: written = {} }) =>
    constraint({ name: written['name'] ?? '', argument: written['argument'], template }),
  );
  const isOptional = mark !== undefined || fallback !== undefined;
  const kind = isOptional ? 'optional' : 'required';
  return {
    name,
    kind: stars === '' ? kind : 'catchAll',
    fallback,
    isConstrained: constraints.length > 0,
    accepts: (value) => constraints.every((isMet) => isMet(value)),
  };
}
