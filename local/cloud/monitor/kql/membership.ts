import { areOrdered, comparisons, equalFor } from './comparison';
import { logic } from './logic';
import { combine, constantValue, literal } from './scalar';
import type { Scalar } from './scalar';
import type { Table } from './table';
import { hasTerm, textOf } from './textOperators';
import { isArray } from './value';
import type { Row, Value } from './value';

/** The operators that ask whether a value is in a list, by the parser's names. */
export const membershipOperators: Readonly<Record<string, { fold: boolean; negated: boolean }>> = {
  InExpression: { fold: false, negated: false },
  NotInExpression: { fold: false, negated: true },
  InCsExpression: { fold: true, negated: false },
  NotInCsExpression: { fold: true, negated: true },
};

/** `has_any` and `has_all`, by the parser's names. */
export const termListOperators: Readonly<Record<string, 'some' | 'every'>> = {
  HasAnyExpression: 'some',
  HasAllExpression: 'every',
};

/**
 * `in` and its like. Total as `==` is: null is in no list but one with a null in it, and that
 * answers null. Undefined if a type in the list cannot be compared with the value's.
 */
export function isIn(
  value: Scalar,
  list: readonly Scalar[],
  { fold, negated }: { fold: boolean; negated: boolean },
): Scalar | undefined {
  const folded = fold ? foldCase : (item: Value) => item;
  const items = list.flatMap(spread);
  if (items.some(isUnknownList)) {
    return undefined;
  }
  const tests = items.map((item) => {
    const equal = equalFor(value.type, item.type);
    return equal && ((found: Value, row: Row) => isEqual(found, folded(item.evaluate(row)), equal));
  });
  const known = tests.filter((test) => test !== undefined);
  if (known.length < tests.length) {
    return undefined;
  }
  return combine('bool', [value, ...items], (row) => {
    const found = folded(value.evaluate(row));
    if (found === null) {
      return items.some((item) => item.evaluate(row) === null) ? null : negated;
    }
    return known.some((test) => test(found, row)) !== negated;
  });
}

/** `in` with the first column of a query, which is run once, when the first row asks. */
export function isInTable(
  value: Scalar,
  table: Table,
  { fold, negated }: { fold: boolean; negated: boolean },
): Scalar | undefined {
  const [column] = table.columns;
  if (column === undefined || column.type !== value.type || value.type === 'dynamic') {
    return undefined;
  }
  const folded = fold ? foldCase : (item: Value) => item;
  let members: Set<Value> | undefined;
  return {
    type: 'bool',
    constant: false,
    evaluate: (row) => {
      members ??= new Set(table.rows().map(([first]) => folded(first ?? null)));
      const found = folded(value.evaluate(row));
      if (found === null) {
        return members.has(null) ? null : negated;
      }
      return members.has(found) !== negated;
    },
  };
}

/** `has_any` (some) and `has_all` (every) over a list of terms, ignoring case. */
export function hasTerms(
  value: Scalar,
  list: readonly Scalar[],
  quantifier: 'some' | 'every',
): Scalar | undefined {
  const text = textOf(value);
  const items = list.flatMap(spread);
  const wanted = items.map(textOf).filter((term) => term !== undefined);
  if (text === undefined || wanted.length < items.length || items.some(isUnknownList)) {
    return undefined;
  }
  return combine('bool', [value, ...items], (row) => {
    const lower = text(row).toLowerCase();
    return wanted[quantifier]((term) => hasTerm(lower, term(row).toLowerCase()));
  });
}

/** `between (low .. high)`, both ends included. */
export function isBetween(value: Scalar, low: Scalar, high: Scalar): Scalar | undefined {
  if (!areOrdered(value.type, low.type) || !areOrdered(value.type, high.type)) {
    return undefined;
  }
  const atLeast = comparisons['GreaterThanOrEqualExpression']?.(value, low, 'bool');
  const atMost = comparisons['LessThanOrEqualExpression']?.(value, high, 'bool');
  return atLeast && atMost && logic['AndExpression']?.(atLeast, atMost, 'bool');
}

/** A constant `dynamic` array in a list stands for its elements. */
function spread(item: Scalar): Scalar[] {
  const array = item.type === 'dynamic' ? constantValue(item) : undefined;
  return array !== undefined && isArray(array)
    ? array.map((element) => literal(elementTypes.get(typeof element) ?? 'dynamic', element))
    : [item];
}

/** A `dynamic` of each row, which may be an array and stand for its elements, or not. */
function isUnknownList({ type, constant }: Scalar): boolean {
  return type === 'dynamic' && !constant;
}

const elementTypes = new Map<string, Scalar['type']>([
  ['string', 'string'],
  ['number', 'real'],
  ['boolean', 'bool'],
]);

function isEqual(a: Value, b: Value, equal: (a: Value, b: Value) => boolean): boolean {
  return b !== null && equal(a, b);
}

function foldCase(value: Value): Value {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
