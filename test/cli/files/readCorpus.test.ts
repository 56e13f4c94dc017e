import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readCorpus } from '../../../cli/files/readCorpus';
import type { HistoryReading } from '../../../shared/domain/backtest/readHistory';
import { aHistoryDocument } from '../../support/corpus/aHistory';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ripcord-corpus-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function readAll(place: string): Promise<string[]> {
  const readings: HistoryReading[] = [];
  for await (const reading of readCorpus(place)) {
    readings.push(reading);
  }
  return readings.map((one) =>
    one.status === 'read' ? one.history.name : `${one.name}: ${one.reason}`,
  );
}

describe('readCorpus', () => {
  it('reads a folder with its sub-folders, whatever form the files have', async () => {
    const unnamed = aHistoryDocument({ name: undefined });
    await mkdir(path.join(folder, 'b'));
    await writeFile(path.join(folder, 'a.json'), JSON.stringify(unnamed));
    await writeFile(
      path.join(folder, 'b', 'two.jsonl'),
      `${JSON.stringify(unnamed)}\n${JSON.stringify(aHistoryDocument())}\n`,
    );
    await writeFile(path.join(folder, 'notes.txt'), 'no history');

    expect(await readAll(folder)).toEqual(['a', 'two#1', 'broken-image']);
  });

  it('tells of what cannot be read by its path, and goes on with the rest', async () => {
    await writeFile(path.join(folder, 'a.json'), '{"name":');
    await writeFile(
      path.join(folder, 'b.json'),
      JSON.stringify([aHistoryDocument({ truth: 'maybe' }), aHistoryDocument()]),
    );

    expect(await readAll(folder)).toEqual([
      expect.stringContaining(`${path.join(folder, 'a.json')}: expected JSON`),
      `${path.join(folder, 'b.json')} (b#1): truth: expected action rollBack or none, found maybe`,
      'broken-image',
    ]);
  });

  it('throws where there is nothing to read', async () => {
    await expect(readAll(folder)).rejects.toThrow('found none in');
    await expect(readAll(path.join(folder, 'gone'))).rejects.toThrow('Expected a folder or file');
  });
});
