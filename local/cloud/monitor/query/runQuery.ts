import { compileQuery } from '../kql/compileQuery';
import { encodeValue } from '../kql/encodeValue';
import type { Parser } from '../kql/parser';
import { lazyTable } from '../kql/table';
import type { Table } from '../kql/table';
import { UnsupportedQuery } from '../kql/unsupported';
import type { Column, Row } from '../kql/value';
import type { TableSchemas } from '../workspace/declareTables';
import type { RowStore } from '../workspace/openRowStore';
import { invalidQuery, partialError, unsupportedQuery } from './queryErrors';
import type { ApiError } from './queryErrors';
import type { TimeWindow } from './timespan';

export type QueryTable = {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
};

export type QueryResult =
  | { ok: true; table: QueryTable; visualization: string; partial: ApiError | undefined }
  | { ok: false; error: ApiError };

/** What queries are asked of. */
export type Workspace = {
  readonly parser: Parser;
  readonly schemas: TableSchemas;
  readonly store: RowStore;
};

/** As many rows as Azure sends; what is over is left out, and the answer says so. */
const mostRows = 500_000;

/**
 * Answers a query over the rows of a workspace that were generated within the window, or over all
 * of them without one. Nothing is read if any part of the query is wrong or not implemented.
 */
export function runQuery(
  query: string,
  { now, window }: { now: bigint; window: TimeWindow | undefined },
  { parser, schemas, store }: Workspace,
): QueryResult {
  const analysis = parser.analyze(query);
  if (!analysis.ok) {
    return { ok: false, error: invalidQuery(query, analysis.complaints) };
  }
  const tables = new Map(
    [...schemas].map(([name, columns]) => [
      name,
      lazyTable(columns, () => within(window, store.rows(name), columns)),
    ]),
  );
  try {
    const { table, visualization } = compileQuery(analysis.syntax, { now, tables });
    return { ok: true, visualization, ...encoded(table) };
  } catch (error) {
    if (!(error instanceof UnsupportedQuery)) {
      throw error;
    }
    return { ok: false, error: unsupportedQuery(query, error) };
  }
}

function within(
  window: TimeWindow | undefined,
  rows: readonly Row[],
  columns: readonly Column[],
): readonly Row[] {
  if (window === undefined) {
    return rows;
  }
  const index = columns.findIndex(({ name }) => name === 'TimeGenerated');
  return rows.filter((row) => {
    const at = row[index];
    return typeof at === 'bigint' && at >= window.start && at < window.end;
  });
}

function encoded({ columns, rows }: Table): { table: QueryTable; partial: ApiError | undefined } {
  const all = rows();
  const sent = all.length > mostRows ? all.slice(0, mostRows) : all;
  const types = columns.map(({ type }) => type);
  return {
    table: {
      name: 'PrimaryResult',
      columns,
      rows: sent.map((row) => types.map((type, index) => encodeValue(row[index] ?? null, type))),
    },
    partial:
      sent.length < all.length
        ? partialError(`The results of this query exceed the set limit of ${mostRows} records.`)
        : undefined,
  };
}
