import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The files of a state directory. Generation n is `snapshot-n`, what was there when it began, and
 * `journal-n`, what came since. Generation 0 began with nothing and has no snapshot.
 */
export type StateFiles = {
  /** The newest generation with a whole snapshot: where recovery begins. */
  base: number;
  /** The journals from there on, oldest first. */
  journals: number[];
};

const NAME = /^(journal|snapshot)-(\d{8})\.log$/;

export function journalPath(directory: string, generation: number): string {
  return join(directory, `journal-${String(generation).padStart(8, '0')}.log`);
}

export function snapshotPath(directory: string, generation: number): string {
  return join(directory, `snapshot-${String(generation).padStart(8, '0')}.log`);
}

/** Where a snapshot grows until it is whole and gets its name. */
export function unfinishedSnapshotPath(directory: string): string {
  return join(directory, 'snapshot.unfinished');
}

/** Finds the files to recover from, and creates the directory if there is none. */
export async function findStateFiles(directory: string): Promise<StateFiles> {
  await mkdir(directory, { recursive: true });
  const files = parse(await readdir(directory));
  const base = Math.max(0, ...files.snapshot);
  const journals = files.journal.filter((generation) => generation >= base);
  return { base, journals: journals.toSorted((a, b) => a - b) };
}

/** Removes what the snapshot of generation `base` has made superfluous. */
export async function removeFilesBefore(directory: string, base: number): Promise<void> {
  const files = parse(await readdir(directory));
  const journals = files.journal.filter((generation) => generation < base);
  const snapshots = files.snapshot.filter((generation) => generation < base);
  await Promise.all([
    ...journals.map((generation) => rm(journalPath(directory, generation))),
    ...snapshots.map((generation) => rm(snapshotPath(directory, generation))),
  ]);
}

/** Makes sure that names created or renamed in the directory survive a crash. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function parse(names: readonly string[]): { journal: number[]; snapshot: number[] } {
  const files: { journal: number[]; snapshot: number[] } = { journal: [], snapshot: [] };
  for (const name of names) {
    const [, kind, generation] = NAME.exec(name) ?? [];
    if (kind === 'journal' || kind === 'snapshot') {
      files[kind].push(Number(generation));
    }
  }
  return files;
}
