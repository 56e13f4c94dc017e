import { z } from 'zod';
import { decodeValue } from '../kql/decodeValue';
import type { Column, Row, Value } from '../kql/value';

/** A row as it came in, without the columns that its table does not have. */
export type StoredRecord = Readonly<Record<string, unknown>>;

export type Records =
  | { ok: true; records: readonly StoredRecord[]; rows: readonly Row[] }
  | { ok: false; message: string };

const RecordList = z.array(z.record(z.string(), z.unknown()));

/**
 * Reads rows for a table out of parsed JSON: an array of objects. All or none; a column that the
 * table does not have is dropped, one that is left out is null, and `TimeGenerated` defaults to `at`.
 */
export function readRecords(json: unknown, columns: readonly Column[], at: string): Records {
  const list = RecordList.safeParse(json);
  if (!list.success) {
    return {
      ok: false,
      message: `Expected a JSON array of objects. ${z.prettifyError(list.error)}`,
    };
  }
  const records: StoredRecord[] = [];
  const rows: Row[] = [];
  for (const [index, given] of list.data.entries()) {
    const record: StoredRecord = { ...given, TimeGenerated: given['TimeGenerated'] ?? at };
    const row = readRow(record, columns);
    if ('message' in row) {
      return { ok: false, message: `Record ${index}: ${row.message}` };
    }
    records.push(Object.fromEntries(columns.map(({ name }) => [name, record[name] ?? null])));
    rows.push(row.values);
  }
  return { ok: true, records, rows };
}

function readRow(
  record: Readonly<Record<string, unknown>>,
  columns: readonly Column[],
): { values: Value[] } | { message: string } {
  const values: Value[] = [];
  for (const { name, type } of columns) {
    const decoded = decodeValue(record[name], type);
    if (!decoded.ok) {
      const found = JSON.stringify(record[name]);
      return { message: `column ${name} is ${found}, expected ${decoded.expected} (${type}).` };
    }
    values.push(decoded.value);
  }
  return { values };
}
