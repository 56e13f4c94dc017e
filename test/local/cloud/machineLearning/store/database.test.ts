import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDatabase } from '../../../../../local/cloud/machineLearning/store/database';
import { Journal } from '../../../../../local/cloud/machineLearning/store/journal';
import { SettingStore } from '../../../../../local/cloud/machineLearning/store/settingStore';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'machine-learning-state-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A journal with one call in it, as it was written before calls had a service time and a hash. */
function writeOldJournal(): void {
  const old = new DatabaseSync(join(directory, 'machineLearning.sqlite'));
  old.exec(`
    CREATE TABLE journal (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, principal TEXT,
      method TEXT NOT NULL, path TEXT NOT NULL, query TEXT NOT NULL, apiVersion TEXT, status INTEGER,
      requestHeaders TEXT NOT NULL, requestBody TEXT, responseHeaders TEXT NOT NULL,
      responseBody TEXT, milliseconds REAL NOT NULL
    ) STRICT;
    INSERT INTO journal VALUES (7, '2026-11-20T12:00:00Z', 'app', 'PUT', '/x', '', '2022-10-01', 200,
      '{}', '{"a":1}', '{}', NULL, 3.5);
  `);
  old.close();
}

describe('a state of an earlier version', () => {
  it('is brought up to date, however often it is opened, and keeps its journal', () => {
    writeOldJournal();
    openDatabase(directory).close();

    const database = openDatabase(directory);
    const journal = new Journal(database, new SettingStore(database));
    journal.record({
      at: '2026-11-20T12:00:01Z',
      serviceSeconds: 20,
      principal: 'app',
      method: 'GET',
      path: '/x',
      query: '',
      apiVersion: '2022-10-01',
      status: 200,
      throttle: 'admitted',
      operation: null,
      milliseconds: 1,
      requestHeaders: {},
      requestBody: undefined,
      responseHeaders: {},
      responseBody: '{}',
    });
    const entries = journal.entries({
      since: 0,
      method: undefined,
      principal: undefined,
      limit: 10,
    });
    database.close();

    expect(entries).toMatchObject([
      { sequence: 7, requestBody: { a: 1 }, serviceSeconds: 0, throttle: null, bodyHash: null },
      { sequence: 8, serviceSeconds: 20, throttle: 'admitted', bodyHash: null },
    ]);
  });
});
