import { toText } from './toText';
import type { Dynamic, KqlType, Value } from './value';

/** A value as it goes into an array, a bag or a `dynamic` column: times become text. */
export function toDynamic(value: Value, type: KqlType): Dynamic {
  return typeof value === 'bigint' ? toText(value, type) : value;
}
