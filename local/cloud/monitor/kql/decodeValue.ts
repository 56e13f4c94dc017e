import { z } from 'zod';
import { parseDateTime, parseTimespan } from './ticks';
import type { Dynamic, KqlType, Value } from './value';

export type Decoded = { ok: true; value: Value } | { ok: false; expected: string };

const guidPattern = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const specialReals = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);
const Json: z.ZodType<Dynamic> = z.json();

/** Reads a JSON value into a column; null is welcome everywhere and becomes `""` in a string. */
export function decodeValue(json: unknown, type: KqlType): Decoded {
  if (json === null || json === undefined) {
    return { ok: true, value: type === 'string' ? '' : null };
  }
  const value = decoders[type](json);
  return value === undefined ? { ok: false, expected: expectations[type] } : { ok: true, value };
}

const decoders: Readonly<Record<KqlType, (json: unknown) => Value | undefined>> = {
  bool: (json) => (typeof json === 'boolean' ? json : undefined),
  int: (json) => whole(json, 2 ** 31 - 1),
  long: (json) => whole(json, Number.MAX_SAFE_INTEGER),
  real: (json) => (typeof json === 'string' ? specialReals.get(json) : number(json)),
  datetime: (json) => (typeof json === 'string' ? parseDateTime(json) : undefined),
  timespan: (json) => (typeof json === 'string' ? parseTimespan(json) : undefined),
  string: (json) => (typeof json === 'string' ? json : undefined),
  guid: (json) =>
    typeof json === 'string' && guidPattern.test(json) ? json.toLowerCase() : undefined,
  dynamic: (json) => Json.safeParse(json).data,
};

const expectations: Readonly<Record<KqlType, string>> = {
  bool: 'true or false',
  int: 'a whole number of 32 bits',
  long: 'a whole number of at most 53 bits',
  real: 'a number, or "NaN", "Infinity" or "-Infinity"',
  datetime: 'an ISO 8601 date and time',
  timespan: 'a timespan such as "1.02:03:04"',
  string: 'a string',
  guid: 'a guid',
  dynamic: 'a JSON value',
};

function number(json: unknown): number | undefined {
  return typeof json === 'number' ? json : undefined;
}

function whole(json: unknown, limit: number): number | undefined {
  return typeof json === 'number' && Number.isInteger(json) && Math.abs(json) <= limit
    ? json
    : undefined;
}
