import { formatDateTimeInFull, formatTimespan } from './ticks';
import type { KqlType, Value } from './value';

/** The text form of a value, as `tostring()` has it: total, with `""` for null. */
export function toText(value: Value, type: KqlType): string {
  if (value === null) {
    return '';
  }
  if (typeof value === 'bigint') {
    return type === 'timespan' ? formatTimespan(value) : formatDateTimeInFull(value);
  }
  if (typeof value === 'boolean') {
    return type === 'dynamic' ? String(value) : capitalised(value);
  }
  if (typeof value === 'number') {
    return type === 'real' ? realText(value) : String(value);
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function capitalised(value: boolean): string {
  return value ? 'True' : 'False';
}

/** A real shows that it is one: `2.0`, not `2`. */
function realText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? value.toFixed(1) : String(value);
}
