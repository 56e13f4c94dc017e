import type { KqlType, Row, Value } from './value';

/** A compiled scalar expression. */
export type Scalar = {
  readonly type: KqlType;
  /** The same for every row, so it is worked out once, when the query is compiled. */
  readonly constant: boolean;
  readonly evaluate: (row: Row) => Value;
};

const noRow: Row = [];

export function literal(type: KqlType, value: Value): Scalar {
  return { type, constant: true, evaluate: () => value };
}

export function columnAt(type: KqlType, index: number): Scalar {
  // A row always has a value for each of its columns; undefined cannot be.
  return { type, constant: false, evaluate: (row) => row[index] ?? null };
}

/** Combines scalars into one, and evaluates it on the spot if none of them depends on the row. */
export function combine(
  type: KqlType,
  inputs: readonly Scalar[],
  evaluate: (row: Row) => Value,
): Scalar {
  return inputs.every(({ constant }) => constant)
    ? literal(type, evaluate(noRow))
    : { type, constant: false, evaluate };
}

/** The value of a constant scalar, or undefined if it depends on the row. */
export function constantValue(scalar: Scalar): Value | undefined {
  return scalar.constant ? scalar.evaluate(noRow) : undefined;
}
