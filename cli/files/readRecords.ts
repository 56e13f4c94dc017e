import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ChainHead, emptyHead } from '../../shared/domain/release/chain';
import type { StoredRecord } from '../../shared/domain/release/chain';
import { Failure, exits, reasonOf, wrongUse } from '../failure';

const headFile = 'head.json';

/**
 * Reads release records as they lie in the app's container, from a folder of them or from the one
 * that has `releases` in it, with the head of their chain. Without a head nothing is sealed.
 */
export async function readRecords(
  folder: string,
): Promise<{ records: StoredRecord[]; head: ChainHead }> {
  const names = await namesIn(folder);
  if (names.includes('releases')) {
    return readRecords(path.join(folder, 'releases'));
  }
  const files = names.filter((name) => name.endsWith('.json') && name !== headFile).toSorted();
  if (files.length === 0 && !names.includes(headFile)) {
    throw wrongUse(`--from: found no release records in ${folder}, expected <release>.json`);
  }
  const records = await Promise.all(
    files.map(async (name) => ({
      release: name.slice(0, -'.json'.length),
      text: await readFile(path.join(folder, name), 'utf8'),
    })),
  );
  const head = names.includes(headFile) ? await readHead(path.join(folder, headFile)) : emptyHead;
  return { records, head };
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    throw wrongUse(`--from: found no folder ${folder}: ${reasonOf(error)}`, { cause: error });
  });
}

async function readHead(file: string): Promise<ChainHead> {
  const text = await readFile(file, 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Failure(exits.finding, `${file}: found no JSON: ${reasonOf(error)}`, {
      cause: error,
    });
  }
  const head = ChainHead.safeParse(json);
  if (!head.success) {
    throw new Failure(
      exits.finding,
      `${file} is no head of a chain: ${z.prettifyError(head.error)}`,
    );
  }
  return head.data;
}
