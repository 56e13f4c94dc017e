import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { LOCKS, SCHEMA, SCHEMA_VERSION } from './schema';

/**
 * Opens the file, or a database in memory for `:memory:`, and makes the tables if it is new.
 *
 * Write-ahead log with `synchronous = NORMAL`: a commit survives the death of the process, which
 * is what the engine promises, but the last ones may be lost when the machine loses power. The
 * file is held by one process at a time; a second one is refused.
 */
export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  try {
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA wal_autocheckpoint = 4000;
      BEGIN IMMEDIATE;
    `);
    prepareTables(database, file);
    database.exec('COMMIT');
  } catch (error) {
    database.close();
    throw new Error(`Cannot open the durable store ${file}: ${reason(error)}`, { cause: error });
  }
  return database;
}

function prepareTables(database: DatabaseSync, file: string): void {
  const row = database.prepare('PRAGMA user_version').get();
  const { user_version: version } = z.object({ user_version: z.int() }).parse(row);
  if (version === 0) {
    database.exec(SCHEMA);
    return;
  }
  if (version === 1) {
    database.exec(LOCKS);
    return;
  }
  if (version !== SCHEMA_VERSION) {
    throw new Error(`${file} has version ${version}, expected ${SCHEMA_VERSION}`);
  }
}

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.includes('locked') ? 'another host is using it' : text;
}
