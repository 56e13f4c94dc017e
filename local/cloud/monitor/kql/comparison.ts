import { order } from './order';
import { combine } from './scalar';
import type { Scalar } from './scalar';
import { toText } from './toText';
import { isNumeric } from './value';
import type { KqlType, Value } from './value';

/** An operator on two scalars; undefined if it is not implemented for their types. */
export type BinaryOperator = (left: Scalar, right: Scalar, type: KqlType) => Scalar | undefined;

/** The comparisons, by the parser's names. */
export const comparisons: Readonly<Record<string, BinaryOperator>> = {
  EqualExpression: equality(false),
  NotEqualExpression: equality(true),
  LessThanExpression: ordering((sign) => sign < 0),
  LessThanOrEqualExpression: ordering((sign) => sign <= 0),
  GreaterThanExpression: ordering((sign) => sign > 0),
  GreaterThanOrEqualExpression: ordering((sign) => sign >= 0),
};

export type Equal = (a: Value, b: Value) => boolean;

/**
 * How two values that are not null are told equal; undefined for types that are not compared here.
 * Two `dynamic` values are not: the service wants a cast.
 */
export function equalFor(left: KqlType, right: KqlType): Equal | undefined {
  if (left === 'dynamic' && right === 'dynamic') {
    return undefined;
  }
  if (left === right || (isNumeric(left) && isNumeric(right))) {
    return (a, b) => a === b;
  }
  if (left === 'dynamic') {
    return dynamicEqual(right);
  }
  const equal = right === 'dynamic' ? dynamicEqual(left) : undefined;
  return equal && ((a, b) => equal(b, a));
}

function dynamicEqual(other: KqlType): Equal | undefined {
  if (other === 'string') {
    return (dynamic, text) => toText(dynamic, 'dynamic') === text;
  }
  return isNumeric(other) || other === 'bool' ? (dynamic, value) => dynamic === value : undefined;
}

/** Total unless both sides are null: null equals nothing, and differs from everything. */
function equality(negated: boolean): BinaryOperator {
  return (left, right, type) => {
    const equal = equalFor(left.type, right.type);
    if (equal === undefined) {
      return undefined;
    }
    return combine(type, [left, right], (row) => {
      const a = left.evaluate(row);
      const b = right.evaluate(row);
      if (a === null || b === null) {
        return a === b ? null : negated;
      }
      return equal(a, b) !== negated;
    });
  };
}

/** Null as soon as one side is; with NaN on a side, false. */
function ordering(holds: (sign: number) => boolean): BinaryOperator {
  return (left, right, type) => {
    if (!areOrdered(left.type, right.type)) {
      return undefined;
    }
    const ofDynamic = left.type === 'dynamic' || right.type === 'dynamic';
    return combine(type, [left, right], (row) => {
      const a = left.evaluate(row);
      const b = right.evaluate(row);
      if (a === null || b === null) {
        return null;
      }
      const sign = order(a, b);
      if (sign === undefined) {
        return ofDynamic && typeof a !== typeof b ? null : false;
      }
      return holds(sign);
    });
  };
}

/** Whether `<` and its like are implemented between the types. */
export function areOrdered(left: KqlType, right: KqlType): boolean {
  const leftNumeric = isNumeric(left);
  const rightNumeric = isNumeric(right);
  if (left === 'dynamic' || right === 'dynamic') {
    return leftNumeric || rightNumeric;
  }
  return (leftNumeric && rightNumeric) || (left === right && left !== 'bool');
}
