import { decodeValue } from '../kql/decodeValue';
import type { Column, Row, Value } from '../kql/value';

/** A row as it came in, without the columns that its table does not have. */
export type StoredRecord = Readonly<Record<string, unknown>>;

export type Records =
  | { ok: true; records: readonly StoredRecord[]; rows: readonly Row[] }
  | { ok: false; message: string };

/**
 * Reads rows for a table out of parsed JSON: an array of objects. All or none; a column that the
 * table does not have is dropped, one that is left out is null, and `TimeGenerated` defaults to `at`.
 */
export function readRecords(json: unknown, columns: readonly Column[], at: string): Records {
  if (!Array.isArray(json)) {
    return { ok: false, message: `Found ${kindOf(json)}, expected a JSON array of objects.` };
  }
  const records: StoredRecord[] = [];
  const rows: Row[] = [];
  for (const [index, given] of json.entries()) {
    if (!isRecord(given)) {
      return { ok: false, message: `Record ${index} is ${kindOf(given)}, expected an object.` };
    }
    const row = readRow({ ...given, TimeGenerated: given['TimeGenerated'] ?? at }, columns);
    if ('message' in row) {
      return { ok: false, message: `Record ${index}: ${row.message}` };
    }
    records.push(row.record);
    rows.push(row.values);
  }
  return { ok: true, records, rows };
}

function readRow(
  given: StoredRecord,
  columns: readonly Column[],
): { record: StoredRecord; values: Row } | { message: string } {
  const record: Record<string, unknown> = {};
  const values: Value[] = [];
  for (const { name, type } of columns) {
    const json = given[name] ?? null;
    const decoded = decodeValue(json, type);
    if (!decoded.ok) {
      const found = JSON.stringify(json);
      return { message: `column ${name} is ${found}, expected ${decoded.expected} (${type}).` };
    }
    record[name] = json;
    values.push(decoded.value);
  }
  return { record, values };
}

function isRecord(value: unknown): value is StoredRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === undefined) {
    return 'nothing';
  }
  return Array.isArray(value) ? 'an array' : JSON.stringify(value).slice(0, 40);
}
