import type { Scalar } from './scalar';
import { isArray, isBag } from './value';
import type { Value } from './value';

/** What is not there is null: a property, an element, or anything at all inside a plain value. */
export function access(holder: Scalar, keyOf: Scalar['evaluate']): Scalar {
  return {
    type: 'dynamic',
    constant: false,
    evaluate: (row) => step(holder.evaluate(row), keyOf(row)),
  };
}

function step(holder: Value, key: Value): Value {
  if (isBag(holder) && typeof key === 'string') {
    return Object.hasOwn(holder, key) ? (holder[key] ?? null) : null;
  }
  return isArray(holder) && typeof key === 'number' ? (holder.at(key) ?? null) : null;
}
