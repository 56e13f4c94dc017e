import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseHistories } from '../../shared/domain/backtest/parseHistories';
import { readHistory } from '../../shared/domain/backtest/readHistory';
import type { HistoryReading } from '../../shared/domain/backtest/readHistory';

/**
 * Reads histories from a file, or from all `.json`, `.jsonl` and `.ndjson` files of a folder and
 * its sub-folders in order of name. A file that cannot be read is told of like a history that
 * cannot. Throws when there is no such place, or nothing in it.
 */
export async function* readCorpus(place: string): AsyncGenerator<HistoryReading> {
  const files = await filesAt(place);
  if (files.length === 0) {
    throw new Error(`Expected histories as .json, .jsonl or .ndjson, found none in ${place}`);
  }
  for (const file of files) {
    // One file at a time: a history may be large, and nobody needs two.
    // oxlint-disable-next-line no-await-in-loop -- see above
    yield* readingsIn(await readFile(file, 'utf8'), file);
  }
}

function readingsIn(text: string, file: string): HistoryReading[] {
  try {
    const documents = parseHistories(text);
    const name = path.basename(file).replace(/\.\w+$/, '');
    return documents.map((document, index) =>
      named(file, readHistory(document, documents.length > 1 ? `${name}#${index + 1}` : name)),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [{ status: 'unreadable', name: file, reason }];
  }
}

/** Whoever has to mend a document needs to know where it is. */
function named(file: string, reading: HistoryReading): HistoryReading {
  return reading.status === 'read' ? reading : { ...reading, name: `${file} (${reading.name})` };
}

async function filesAt(place: string): Promise<string[]> {
  const found = await stat(place).catch((error: unknown) => {
    throw new Error(`Expected a folder or file of histories at ${place}`, { cause: error });
  });
  if (!found.isDirectory()) {
    return [place];
  }
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(?:json|jsonl|ndjson)$/i.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted();
}
