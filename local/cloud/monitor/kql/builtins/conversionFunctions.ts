import { combine } from '../scalar';
import type { Scalar } from '../scalar';
import { dynamicOf } from '../parseJson';
import { looksLikeDateTime, parseDateTime, parseTimespan } from '../ticks';
import { toText } from '../toText';
import { UnsupportedQuery } from '../unsupported';
import type { KqlType, Value } from '../value';
import { isNumeric } from '../value';
import { of1, text } from './overload';
import type { Functions, Overload } from './overload';

/** Conversions: never an error, null for what cannot be converted. */
export const conversionFunctions: Functions = {
  tostring: [conversion(() => true, toText)],
  tolong: [conversion(isPlain, (value) => whole(value, Number.MAX_SAFE_INTEGER))],
  toint: [conversion(isPlain, (value) => whole(value, 2 ** 31 - 1))],
  todouble: [conversion(isPlain, real)],
  toreal: [conversion(isPlain, real)],
  tobool: [conversion(isPlain, truth)],
  toboolean: [conversion(isPlain, truth)],
  todatetime: [conversion((type) => type === 'datetime' || isTextual(type), toDateTime)],
  totimespan: [conversion((type) => type === 'timespan' || isTextual(type), toTimespan)],
  parse_json: [of1(text, dynamicOf), unchangedDynamic],
  todynamic: [of1(text, dynamicOf), unchangedDynamic],
};

function conversion(
  accepts: (type: KqlType) => boolean,
  convert: (value: Value, type: KqlType) => Value,
): Overload {
  return ([arg, ...more], { type }) =>
    arg === undefined || more.length > 0 || !accepts(arg.type)
      ? undefined
      : combine(type, [arg], (row) => convert(arg.evaluate(row), arg.type));
}

function unchangedDynamic(...[[arg, ...more]]: Parameters<Overload>): Scalar | undefined {
  return arg?.type === 'dynamic' && more.length === 0 ? arg : undefined;
}

function isPlain(type: KqlType): boolean {
  return isNumeric(type) || type === 'bool' || isTextual(type);
}

function isTextual(type: KqlType): boolean {
  return type === 'string' || type === 'dynamic';
}

/** Cuts a real towards zero, but takes text only if it is a whole number. */
function whole(value: Value, limit: number): Value {
  const result = typeof value === 'string' ? wholeOfText(value) : real(value);
  if (typeof result !== 'number' || !Number.isFinite(result)) {
    return null;
  }
  const cut = Math.trunc(result);
  if (limit === Number.MAX_SAFE_INTEGER && Math.abs(cut) > limit && Math.abs(cut) < 2 ** 63) {
    throw new UnsupportedQuery(`The long ${cut}, of more than 53 bits,`);
  }
  return Math.abs(cut) <= limit ? cut : null;
}

function wholeOfText(value: string): Value {
  return /^\s*(?:[-+]?\d+|0x[0-9a-f]+)\s*$/i.test(value) ? Number(value) : null;
}

function real(value: Value): Value {
  if (typeof value === 'boolean') {
    return Number(value);
  }
  if (typeof value === 'string') {
    return /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i.test(value) ? Number(value) : null;
  }
  return typeof value === 'number' ? value : null;
}

function truth(value: Value): Value {
  if (typeof value === 'boolean') {
    return value;
  }
  if (typeof value === 'string' && /^\s*(?:true|false)\s*$/i.test(value)) {
    return value.trim().toLowerCase() === 'true';
  }
  const number = typeof value === 'string' ? wholeOfText(value) : value;
  return typeof number === 'number' ? number !== 0 : null;
}

function toDateTime(value: Value): Value {
  if (typeof value !== 'string') {
    return typeof value === 'bigint' ? value : null;
  }
  const parsed = parseDateTime(value);
  // The service reads a dozen more forms, such as 11/20/2026; null would be a wrong answer for them.
  if (parsed === undefined && /\d\D+\d/.test(value) && !looksLikeDateTime(value)) {
    throw new UnsupportedQuery(`todatetime(${JSON.stringify(value)}), which is not ISO 8601,`);
  }
  return parsed ?? null;
}

function toTimespan(value: Value): Value {
  return typeof value === 'string' ? (parseTimespan(value) ?? null) : conversionOfTicks(value);
}

function conversionOfTicks(value: Value): Value {
  return typeof value === 'bigint' ? value : null;
}
