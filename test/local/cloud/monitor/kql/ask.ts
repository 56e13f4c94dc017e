import { compileQuery } from '../../../../../local/cloud/monitor/kql/compileQuery';
import { encodeValue } from '../../../../../local/cloud/monitor/kql/encodeValue';
import type { Parser } from '../../../../../local/cloud/monitor/kql/parser';
import { lazyTable } from '../../../../../local/cloud/monitor/kql/table';
import type { Table } from '../../../../../local/cloud/monitor/kql/table';
import { parseDateTime } from '../../../../../local/cloud/monitor/kql/ticks';
import type { TableSchemas } from '../../../../../local/cloud/monitor/workspace/declareTables';
import { readRecords } from '../../../../../local/cloud/monitor/workspace/readRecords';

const now = '2026-11-20T13:00:00Z';

/** Tables holding the given records. */
export function tablesOf(
  schemas: TableSchemas,
  records: Record<string, unknown[]>,
): Map<string, Table> {
  return new Map(
    [...schemas].map(([name, columns]) => {
      const read = readRecords(records[name] ?? [], columns, now);
      if (!read.ok) {
        throw new Error(`${name}: ${read.message}`);
      }
      return [name, lazyTable(columns, () => read.rows)];
    }),
  );
}

/** Runs a query as if it were one o'clock, and answers with its rows as they go over the wire. */
export function ask(
  parser: Parser,
  query: string,
  tables: ReadonlyMap<string, Table> = new Map(),
): { columns: string[]; rows: unknown[][] } {
  const analysis = parser.analyze(query);
  if (!analysis.ok) {
    throw new Error(
      analysis.complaints.map(({ code, message }) => `${code}: ${message}`).join('\n'),
    );
  }
  const { table } = compileQuery(analysis.syntax, { now: parseDateTime(now)!, tables });
  const types = table.columns.map(({ type }) => type);
  return {
    columns: table.columns.map(({ name, type }) => `${name}:${type}`),
    rows: table
      .rows()
      .map((row) => types.map((type, index) => rounded(encodeValue(row[index] ?? null, type)))),
  };
}

/** Reals to 12 digits, so that expectations can be written by hand. */
function rounded(value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(12)) : value;
}
