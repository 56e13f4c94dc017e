import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

const schema = `
  CREATE TABLE IF NOT EXISTS resources (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    parent TEXT NOT NULL,
    type TEXT NOT NULL,
    archived INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS resourcesByParent ON resources (parent, type, number);

  CREATE INDEX IF NOT EXISTS resourcesByType ON resources (type, key);

  CREATE TABLE IF NOT EXISTS buried (key TEXT PRIMARY KEY) STRICT;

  CREATE TABLE IF NOT EXISTS operations (
    name TEXT PRIMARY KEY,
    resource TEXT NOT NULL,
    running TEXT NOT NULL,
    startedAt REAL NOT NULL,
    durationMs REAL NOT NULL,
    endsAt REAL NOT NULL,
    ending TEXT NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX IF NOT EXISTS operationsInFlight ON operations (endsAt) WHERE settled = 0;

  CREATE TABLE IF NOT EXISTS journal (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    principal TEXT,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    query TEXT NOT NULL,
    apiVersion TEXT,
    status INTEGER,
    requestHeaders TEXT NOT NULL,
    requestBody TEXT,
    responseHeaders TEXT NOT NULL,
    responseBody TEXT,
    milliseconds REAL NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS jobs (
    job TEXT PRIMARY KEY,
    nextAt REAL NOT NULL,
    stages TEXT NOT NULL,
    output TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS jobsByNextStage ON jobs (nextAt);

  CREATE TABLE IF NOT EXISTS endpointKeys (
    endpoint TEXT PRIMARY KEY,
    primaryKey TEXT NOT NULL,
    secondaryKey TEXT NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS alerts (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;

/** Columns that came after the first states were written, with their definitions. */
const laterColumns = [
  ['serviceSeconds', 'REAL NOT NULL DEFAULT 0'],
  ['throttle', 'TEXT'],
  ['bodyHash', 'TEXT'],
  ['operation', 'TEXT'],
] as const;

const Column = z.object({ name: z.string() });

/**
 * Opens the state of a simulator, made if it is not there. What is committed survives the death of
 * the process; a loss of power may take the last moments with it.
 */
export function openDatabase(stateDirectory: string): DatabaseSync {
  mkdirSync(stateDirectory, { recursive: true });
  const database = new DatabaseSync(join(stateDirectory, 'machineLearning.sqlite'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  database.exec(schema);
  bringUpToDate(database);
  return database;
}

function bringUpToDate(database: DatabaseSync): void {
  const rows = database.prepare('PRAGMA table_info(journal)').all();
  const there = new Set(rows.map((row) => Column.parse(row).name));
  for (const [name, definition] of laterColumns.filter(([column]) => !there.has(column))) {
    database.exec(`ALTER TABLE journal ADD COLUMN ${name} ${definition}`);
  }
}

/** Runs work whose writes all take effect, or none of them. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  if (database.isTransaction) {
    return work();
  }
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
