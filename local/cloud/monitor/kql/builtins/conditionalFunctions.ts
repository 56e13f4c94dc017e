import { equalFor } from '../comparison';
import { order } from '../order';
import { combine } from '../scalar';
import type { Scalar } from '../scalar';
import { toDynamic } from '../toDynamic';
import { isNumeric, missing } from '../value';
import type { KqlType, Value } from '../value';
import { bool, looseText, number, of1 } from './overload';
import type { Functions, Overload } from './overload';

/** Functions that choose, and functions that ask what a value is. */
export const conditionalFunctions: Functions = {
  iff: [choice],
  iif: [choice],
  case: [choice],
  coalesce: [coalesce],
  isnull: [isNull(true)],
  isnotnull: [isNull(false)],
  isempty: [of1(looseText, (text) => text === ''), isNull(true)],
  isnotempty: [of1(looseText, (text) => text !== ''), isNull(false)],
  isnan: [of1(number, Number.isNaN)],
  isinf: [of1(number, (value) => Math.abs(value) === Infinity)],
  isfinite: [of1(number, Number.isFinite)],
  not: [of1(bool, (value) => !value)],
  max_of: [extreme(1)],
  min_of: [extreme(-1)],
};

/** Conditions and results by turns, and what to answer if no condition is true. Null is not true. */
function choice(...[args, { type }]: Parameters<Overload>): Scalar | undefined {
  const last = args.length - 1;
  const conditions = args.filter((_, index) => index % 2 === 0 && index < last);
  const results = args
    .filter((_, index) => index % 2 === 1 || index === last)
    .map((arg) => as(arg, type))
    .filter((result) => result !== undefined);
  const fits = args.length >= 3 && conditions.every((condition) => condition.type === 'bool');
  if (!fits || results.length !== conditions.length + 1) {
    return undefined;
  }
  return combine(type, args, (row) => {
    const taken = conditions.findIndex((condition) => condition.evaluate(row) === true);
    // -1, which means none, is also where the answer for none stands.
    return results.at(taken)?.evaluate(row) ?? missing(type);
  });
}

function coalesce(...[args, { type }]: Parameters<Overload>): Scalar | undefined {
  const candidates = args.map((arg) => as(arg, type)).filter((arg) => arg !== undefined);
  if (args.length < 2 || candidates.length < args.length) {
    return undefined;
  }
  return combine(type, args, (row) => {
    let value: Value = null;
    for (const candidate of candidates) {
      value = candidate.evaluate(row);
      if (value !== null && value !== '') {
        return value;
      }
    }
    return value;
  });
}

/** The scalar as a branch of a given type: any number is a number, everything fits a `dynamic`. */
function as(scalar: Scalar, type: KqlType): Scalar | undefined {
  if (scalar.type === type || (isNumeric(scalar.type) && isNumeric(type))) {
    return scalar;
  }
  return type === 'dynamic'
    ? combine(type, [scalar], (row) => toDynamic(scalar.evaluate(row), scalar.type))
    : undefined;
}

function isNull(wanted: boolean): Overload {
  return ([arg, ...more], { type }) =>
    arg === undefined || more.length > 0
      ? undefined
      : combine(type, [arg], (row) => (arg.evaluate(row) === null) === wanted);
}

/** The largest or smallest argument, nulls left out. */
function extreme(direction: 1 | -1): Overload {
  return (args, { type }) => {
    const comparable = args.every((arg) => equalFor(arg.type, type) && arg.type !== 'dynamic');
    if (args.length < 2 || !comparable) {
      return undefined;
    }
    return combine(type, args, (row) => {
      let best: Value = null;
      for (const arg of args) {
        const value = arg.evaluate(row);
        const better: boolean = best === null || direction * (order(value, best) ?? 0) > 0;
        best = value !== null && better ? value : best;
      }
      return best;
    });
  };
}
