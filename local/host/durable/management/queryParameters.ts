import { RuntimeStatus } from '../store/instance';
import type { InstanceQuery } from '../store/instances';

/** `true` and `false` in any case; anything else counts as absent, as in the product. */
export function booleanParameter(query: URLSearchParams, name: string): boolean | undefined {
  const value = parameter(query, name)?.toLowerCase();
  return value === 'true' || value === 'false' ? value === 'true' : undefined;
}

/** A number; anything else counts as absent. */
export function numberParameter(query: URLSearchParams, name: string): number | undefined {
  const value = parameter(query, name);
  const number = value === undefined || value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** The filters of a list of orchestrations. Statuses that do not exist count as absent. */
export function instanceFilter(query: URLSearchParams): Omit<InstanceQuery, 'limit' | 'after'> {
  const statuses = query
    .getAll('runtimeStatus')
    .flatMap((value) => value.split(','))
    .map((value) => RuntimeStatus.options.find((known) => same(known, value.trim())));
  return {
    createdFrom: timeParameter(query, 'createdTimeFrom'),
    createdTo: timeParameter(query, 'createdTimeTo'),
    statuses: statuses.filter((status) => status !== undefined),
    prefix: parameter(query, 'instanceIdPrefix'),
  };
}

/** A point in time, in milliseconds since the epoch; anything else counts as absent. */
export function timeParameter(query: URLSearchParams, name: string): number | undefined {
  const time = Date.parse(parameter(query, name) ?? '');
  return Number.isNaN(time) ? undefined : time;
}

function parameter(query: URLSearchParams, name: string): string | undefined {
  for (const [key, value] of query) {
    if (same(key, name)) {
      return value;
    }
  }
  return undefined;
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
