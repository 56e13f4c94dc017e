/** The scalar types of the query language that the evaluator knows. `decimal` is not among them. */
export const kqlTypes = [
  'bool',
  'int',
  'long',
  'real',
  'datetime',
  'timespan',
  'string',
  'guid',
  'dynamic',
] as const;
export type KqlType = (typeof kqlTypes)[number];

/** What a `dynamic` holds: any JSON value. */
export type Dynamic =
  null | boolean | number | string | readonly Dynamic[] | { readonly [name: string]: Dynamic };

/**
 * A scalar while a query runs. The static type says how to read it: `datetime` and `timespan` are
 * ticks of 100 ns in a bigint, `int`, `long` and `real` are numbers, null stands for any type but
 * `string`, which is never null.
 */
export type Value = Dynamic | bigint;

export type Column = { readonly name: string; readonly type: KqlType };

/** One value per column, in the order of the columns. */
export type Row = readonly Value[];

export function isKqlType(name: string): name is KqlType {
  return kqlTypes.some((type) => type === name);
}

export function isNumeric(type: KqlType): boolean {
  return type === 'int' || type === 'long' || type === 'real';
}

/** What a column holds where there is no row: `""` for strings, null for the rest. */
export function missing(type: KqlType): Value {
  return type === 'string' ? '' : null;
}

/** Tells a value apart from the elements of a `dynamic` array. */
export function isArray(value: Value): value is readonly Dynamic[] {
  return Array.isArray(value);
}

/** Tells a property bag apart from the other `dynamic` values. */
export function isBag(value: Value): value is { readonly [name: string]: Dynamic } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
