import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Row } from '../kql/value';
import type { TableSchemas } from './declareTables';
import { readRecords } from './readRecords';
import type { StoredRecord } from './readRecords';

/** The rows of a workspace: on disk before anybody is told so, and in memory for queries. */
export type RowStore = {
  /** Every row of a declared table, oldest first. The array is the store's own and grows. */
  rows: (table: string) => readonly Row[];
  /** When it returns, the rows survive the end of the process, however it ends. */
  append: (
    table: string,
    batch: { records: readonly StoredRecord[]; rows: readonly Row[] },
  ) => void;
  clear: (table: string) => void;
  close: () => void;
};

/**
 * Opens the store in a directory, which is made if it is not there, and reads all of it.
 * Throws if what it holds no longer fits the declared columns.
 */
export function openRowStore(directory: string, schemas: TableSchemas): RowStore {
  mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(path.join(directory, 'rows.sqlite'));
  // A write-ahead log outlives the process without a flush per commit; only a power cut could cost.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  database.exec(
    'CREATE TABLE IF NOT EXISTS batch (sequence INTEGER PRIMARY KEY, tableName TEXT NOT NULL, records TEXT NOT NULL) STRICT',
  );
  const insert = database.prepare('INSERT INTO batch (tableName, records) VALUES (?, ?)');
  const remove = database.prepare('DELETE FROM batch WHERE tableName = ?');
  const tables = new Map([...schemas.keys()].map((table): [string, Row[]] => [table, []]));
  try {
    readAll(database, schemas, tables);
  } catch (error) {
    database.close();
    throw error;
  }

  return {
    rows: (table) => tables.get(table) ?? [],
    append: (table, { records, rows }) => {
      insert.run(table, JSON.stringify(records));
      const kept = tables.get(table);
      for (const row of rows) {
        kept?.push(row);
      }
    },
    clear: (table) => {
      remove.run(table);
      tables.set(table, []);
    },
    close: () => database.close(),
  };
}

function readAll(
  database: DatabaseSync,
  schemas: TableSchemas,
  tables: ReadonlyMap<string, Row[]>,
): void {
  const batches = database.prepare('SELECT tableName, records FROM batch ORDER BY sequence');
  for (const { tableName, records } of batches.iterate()) {
    const columns = schemas.get(String(tableName));
    // A table that is no longer declared keeps its rows on disk, in case it comes back.
    if (columns === undefined) {
      continue;
    }
    const read = readRecords(JSON.parse(String(records)), columns, '');
    if (!read.ok) {
      throw new Error(`The stored rows of ${String(tableName)} do not fit it. ${read.message}`);
    }
    for (const row of read.rows) {
      tables.get(String(tableName))?.push(row);
    }
  }
}
