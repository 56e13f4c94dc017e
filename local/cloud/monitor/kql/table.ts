import type { Column, Row } from './value';

/** A compiled tabular expression: nothing is read before its rows are asked for. */
export type Table = {
  readonly columns: readonly Column[];
  readonly rows: () => readonly Row[];
  /** The order of the rows is one that the query made: functions may look at their neighbours. */
  readonly isSerialized?: boolean;
};

/** A table whose rows are worked out at most once, however often they are asked for. */
export function lazyTable(columns: readonly Column[], produce: () => readonly Row[]): Table {
  let rows: readonly Row[] | undefined;
  return { columns, rows: () => (rows ??= produce()) };
}

/** A table whose rows are in the order that the query has put them in. */
export function serialized(table: Table): Table {
  return { ...table, isSerialized: true };
}
