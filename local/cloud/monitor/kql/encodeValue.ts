import { formatDateTime, formatTimespan } from './ticks';
import type { KqlType, Value } from './value';

/**
 * A value as the query API sends it: `dynamic` as JSON text, reals that JSON cannot hold as
 * `"NaN"`, `"Infinity"` and `"-Infinity"`, times as text, everything else as its JSON value.
 */
export function encodeValue(value: Value, type: KqlType): string | number | boolean | null {
  if (typeof value === 'bigint') {
    return type === 'timespan' ? formatTimespan(value) : formatDateTime(value);
  }
  if (type === 'dynamic') {
    return value === null ? null : JSON.stringify(value);
  }
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : String(value);
  }
  // Only a `dynamic` holds arrays and bags, and those are text by now.
  return typeof value === 'object' ? null : value;
}
