import { combine, constantValue } from '../scalar';
import type { Scalar } from '../scalar';
import { toDynamic } from '../toDynamic';
import { toText } from '../toText';
import { isArray, isBag } from '../value';
import { UnsupportedQuery } from '../unsupported';
import type { Dynamic, Value } from '../value';
import { dynamic, number, of1, of2, of3, text } from './overload';
import type { Functions, Overload } from './overload';

/** Functions on arrays and property bags. What is neither answers null. */
export const dynamicFunctions: Functions = {
  array_length: [of1(dynamic, (array) => (isArray(array) ? array.length : null))],
  set_has_element: [contains],
  array_index_of: [position],
  pack_array: [packArray],
  bag_keys: [of1(dynamic, (bag) => (isBag(bag) ? Object.keys(bag) : null))],
  bag_has_key: [of2([dynamic, text], (bag, key) => isBag(bag) && Object.hasOwn(bag, key))],
  bag_pack: [bagPack],
  pack: [bagPack],
  strcat_array: [
    of2([dynamic, text], (array, delimiter) =>
      isArray(array) ? array.map((item) => toText(item, 'dynamic')).join(delimiter) : null,
    ),
  ],
  array_concat: [concatenated],
  array_slice: [
    of3([dynamic, number, number], (array, start, end) =>
      isArray(array) ? array.slice(start, end === -1 ? undefined : end + 1) : null,
    ),
  ],
  array_sum: [of1(dynamic, (array) => (isArray(array) ? sumOf(array) : null))],
  array_reverse: [of1(dynamic, (array) => (isArray(array) ? array.toReversed() : null))],
  bag_merge: [of2([dynamic, dynamic], (one, other) => merged(one, other))],
  set_union: [
    of2(
      [dynamic, dynamic],
      ofSets((one, other) => [...one, ...other]),
    ),
  ],
  set_intersect: [
    of2(
      [dynamic, dynamic],
      ofSets((one, other) => one.filter((item) => other.includes(item))),
    ),
  ],
  set_difference: [
    of2(
      [dynamic, dynamic],
      ofSets((one, other) => one.filter((item) => !other.includes(item))),
    ),
  ],
};

/** Null if any element is no number. */
function sumOf(array: readonly Dynamic[]): Value {
  const numbers = array.filter((item) => typeof item === 'number');
  return numbers.length < array.length ? null : numbers.reduce((sum, item) => sum + item, 0);
}

/** Of a name that both have, the value of the first. */
function merged(one: Value, other: Value): Value {
  return isBag(one) && isBag(other) ? { ...other, ...one } : null;
}

/** Each element once, in the order of first appearance, which the service does not promise. */
function ofSets(
  calculate: (one: readonly Dynamic[], other: readonly Dynamic[]) => Dynamic[],
): (one: Value, other: Value) => Value {
  return (one, other) => {
    if (!isArray(one) || !isArray(other)) {
      return null;
    }
    const isPlain = [...one, ...other].every((item) => typeof item !== 'object' || item === null);
    if (!isPlain) {
      throw new UnsupportedQuery('A set of arrays or bags');
    }
    return [...new Set(calculate(one, other))];
  };
}

/** Of arrays only: what is none among them makes null. */
function concatenated(...[args, { type }]: Parameters<Overload>): Scalar | undefined {
  if (args.length === 0 || args.some((arg) => arg.type !== 'dynamic')) {
    return undefined;
  }
  return combine(type, args, (row) => {
    const arrays = args.map((arg) => arg.evaluate(row));
    return arrays.every(isArray) ? arrays.flat() : null;
  });
}

function contains(...[[array, wanted, ...more], { type }]: Parameters<Overload>) {
  return more.length > 0 ? undefined : search(array, wanted, (at) => at >= 0)?.(type);
}

function position(...[[array, wanted, ...more], { type }]: Parameters<Overload>) {
  return more.length > 0 ? undefined : search(array, wanted, (at) => at)?.(type);
}

function search(
  array: Scalar | undefined,
  wanted: Scalar | undefined,
  answer: (at: number) => Value,
): ((type: Scalar['type']) => Scalar) | undefined {
  if (array?.type !== 'dynamic' || wanted === undefined) {
    return undefined;
  }
  return (type) =>
    combine(type, [array, wanted], (row) => {
      const items = array.evaluate(row);
      const item = toDynamic(wanted.evaluate(row), wanted.type);
      return isArray(items) ? answer(items.indexOf(item)) : null;
    });
}

function packArray(...[args, { type }]: Parameters<Overload>): Scalar {
  return combine(type, args, (row) => args.map((arg) => toDynamic(arg.evaluate(row), arg.type)));
}

/** `bag_pack(key, value, …)` with constant keys. */
function bagPack(...[args, { type }]: Parameters<Overload>): Scalar | undefined {
  const entries = args.flatMap((value, index) => {
    const key = args[index - 1];
    const name = index % 2 === 1 && key?.type === 'string' ? constantValue(key) : undefined;
    return name === undefined ? [] : [{ name: toText(name, 'string'), value }];
  });
  if (args.length === 0 || entries.length * 2 !== args.length) {
    return undefined;
  }
  return combine(type, args, (row) =>
    Object.fromEntries(
      entries.map(({ name, value }) => [name, toDynamic(value.evaluate(row), value.type)]),
    ),
  );
}
