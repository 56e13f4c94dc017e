import { combine } from '../scalar';
import type { Scalar } from '../scalar';
import { toText } from '../toText';
import { isNumeric, kqlTypes } from '../value';
import type { KqlType, Value } from '../value';

export type Call = {
  /** What the binder says that the call returns. */
  readonly type: KqlType;
  readonly now: bigint;
};

/** One way to call a function; undefined if the arguments do not fit it. */
export type Overload = (args: readonly Scalar[], call: Call) => Scalar | undefined;

/** By the function's name. A name that is not in a table is refused. */
export type Functions = Readonly<Record<string, readonly Overload[]>>;

/** How a function takes an argument: of which types, and what it makes of a value. */
export type Reader<T> = {
  readonly types: readonly KqlType[];
  /** Undefined makes the function answer null. */
  readonly read: (value: Value, type: KqlType) => T | undefined;
};

export const text: Reader<string> = { types: ['string'], read: toText };
/** Like `strlen`, which also takes a `dynamic` by its text. */
export const looseText: Reader<string> = { types: ['string', 'dynamic'], read: toText };
export const number: Reader<number> = {
  types: kqlTypes.filter(isNumeric),
  read: (value) => (typeof value === 'number' ? value : undefined),
};
export const datetime: Reader<bigint> = { types: ['datetime'], read: ticks };
export const timespan: Reader<bigint> = { types: ['timespan'], read: ticks };
export const bool: Reader<boolean> = {
  types: ['bool'],
  read: (value) => (typeof value === 'boolean' ? value : undefined),
};
export const dynamic: Reader<Value> = {
  types: ['dynamic'],
  read: (value) => value ?? undefined,
};

function ticks(value: Value): bigint | undefined {
  return typeof value === 'bigint' ? value : undefined;
}

export function of1<A>(a: Reader<A>, calculate: (a: A, call: Call) => Value): Overload {
  return ([first, ...more], call) => {
    if (!fits(first, a) || more.length > 0) {
      return undefined;
    }
    return combine(call.type, [first], (row) => {
      const x = a.read(first.evaluate(row), first.type);
      return x === undefined ? null : calculate(x, call);
    });
  };
}

export function of2<A, B>(
  [a, b]: readonly [Reader<A>, Reader<B>],
  calculate: (a: A, b: B) => Value,
): Overload {
  return ([first, second, ...more], { type }) => {
    if (!fits(first, a) || !fits(second, b) || more.length > 0) {
      return undefined;
    }
    return combine(type, [first, second], (row) => {
      const x = a.read(first.evaluate(row), first.type);
      const y = b.read(second.evaluate(row), second.type);
      return x === undefined || y === undefined ? null : calculate(x, y);
    });
  };
}

export function of3<A, B, C>(
  [a, b, c]: readonly [Reader<A>, Reader<B>, Reader<C>],
  calculate: (...args: [a: A, b: B, c: C]) => Value,
): Overload {
  return ([first, second, third, ...more], { type }) => {
    if (!fits(first, a) || !fits(second, b) || !fits(third, c) || more.length > 0) {
      return undefined;
    }
    return combine(type, [first, second, third], (row) => {
      const x = a.read(first.evaluate(row), first.type);
      const y = b.read(second.evaluate(row), second.type);
      const z = c.read(third.evaluate(row), third.type);
      return x === undefined || y === undefined || z === undefined ? null : calculate(x, y, z);
    });
  };
}

function fits<T>(scalar: Scalar | undefined, reader: Reader<T>): scalar is Scalar {
  return scalar !== undefined && reader.types.includes(scalar.type);
}
