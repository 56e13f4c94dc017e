import type { Value } from './value';

/**
 * Negative, zero or positive as the first comes before, with or after the second; undefined if the
 * two have no order: NaN, or values of different types out of a `dynamic`.
 */
export function order(a: Value, b: Value): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') {
    return Number.isNaN(a) || Number.isNaN(b) ? undefined : Number(a > b) - Number(a < b);
  }
  if (typeof a === 'bigint' && typeof b === 'bigint') {
    return Number(a > b) - Number(a < b);
  }
  if (typeof a === 'string' && typeof b === 'string') {
    return Number(a > b) - Number(a < b);
  }
  return typeof a === 'boolean' && typeof b === 'boolean' ? Number(a) - Number(b) : undefined;
}
