import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readIfPresent } from './readIfPresent';
import { writeAtomically } from './writeAtomically';

const SQLITE_BUSY = 5;

export type DirectoryLock = { release(): void };

/**
 * Takes a directory for this process alone; throws, naming the holder, if another process has it.
 *
 * The lock is the operating system's on an SQLite file: it goes with the process, however that ends,
 * so there is none to be found stale.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const holderFile = path.join(directory, 'lock.pid');
  const database = new DatabaseSync(path.join(directory, 'lock.sqlite'));
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) {
      // Missing for the moment between the holder's taking the lock and its saying so.
      const holder = (await readIfPresent(holderFile))?.trim() ?? 'that has just started';
      throw new Error(`${directory} is in use by process ${holder}`, { cause: error });
    }
    throw error;
  }

  await writeAtomically(holderFile, `${process.pid}\n`);
  return { release: () => database.close() };
}

function isBusy(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'errcode' in error &&
    error.errcode === SQLITE_BUSY
  );
}
