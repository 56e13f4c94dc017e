import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { declareTables } from '../../../../../local/cloud/monitor/workspace/declareTables';
import { openRowStore } from '../../../../../local/cloud/monitor/workspace/openRowStore';
import { readRecords } from '../../../../../local/cloud/monitor/workspace/readRecords';

const schemas = declareTables({
  Laps: { TimeGenerated: 'datetime', driver: 'string' },
  Teams: { TimeGenerated: 'datetime', team: 'string' },
});

const batch = (table: string, json: unknown) => {
  const read = readRecords(json, schemas.get(table)!, '2026-11-20T13:00:00Z');
  if (!read.ok) {
    throw new Error(read.message);
  }
  return read;
};

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'rows-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('the row store', () => {
  it('has on disk what it has taken, before anybody closes it', async () => {
    const store = openRowStore(path.join(directory, 'live'), schemas);
    store.append('Laps', batch('Laps', [{ driver: 'ada' }, { driver: 'bob' }]));

    // What a process that is killed at this moment leaves behind.
    await cp(path.join(directory, 'live'), path.join(directory, 'left'), { recursive: true });
    const after = openRowStore(path.join(directory, 'left'), schemas);

    expect(after.rows('Laps')).toEqual(store.rows('Laps'));
    expect(after.rows('Laps').map(([, driver]) => driver)).toEqual(['ada', 'bob']);
    store.close();
    after.close();
  });

  it('clears one table for good, and leaves the others alone', () => {
    const store = openRowStore(directory, schemas);
    store.append('Laps', batch('Laps', [{ driver: 'ada' }]));
    store.append('Teams', batch('Teams', [{ team: 'red' }]));
    store.clear('Laps');
    store.close();

    const after = openRowStore(directory, schemas);

    expect(after.rows('Laps')).toEqual([]);
    expect(after.rows('Teams')).toHaveLength(1);
    after.close();
  });

  it('keeps the rows of a table that is not declared any more', () => {
    const store = openRowStore(directory, schemas);
    store.append('Teams', batch('Teams', [{ team: 'red' }]));
    store.close();

    const without = openRowStore(directory, new Map([...schemas].slice(0, 1)));
    const unknown = without.rows('Teams');
    without.close();
    const again = openRowStore(directory, schemas);

    expect(unknown).toEqual([]);
    expect(again.rows('Teams')).toHaveLength(1);
    again.close();
  });

  it('fills columns that have been added since with null', () => {
    const store = openRowStore(directory, schemas);
    store.append('Laps', batch('Laps', [{ driver: 'ada' }]));
    store.close();
    const wider = declareTables({
      Laps: { TimeGenerated: 'datetime', driver: 'string', lap: 'long' },
    });

    const after = openRowStore(directory, wider);

    expect(after.rows('Laps')[0]!.slice(1)).toEqual(['ada', null]);
    after.close();
  });
});

describe('readRecords', () => {
  it.each([
    [{ driver: 'ada' }, 'Found {"driver":"ada"}, expected a JSON array of objects.'],
    [null, 'Found null, expected a JSON array of objects.'],
    [[{}, []], 'Record 1 is an array, expected an object.'],
    [['ada'], 'Record 0 is "ada", expected an object.'],
    [[{ driver: 5 }], 'Record 0: column driver is 5, expected a string (string).'],
  ])('refuses %j', (json, message) => {
    expect(readRecords(json, schemas.get('Laps')!, '2026-11-20T13:00:00Z')).toEqual({
      ok: false,
      message,
    });
  });
});
