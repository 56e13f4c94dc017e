import { readFile, truncate } from 'node:fs/promises';
import type { QueueRecord } from '../queue/queueRecord';
import { readFrame } from './frames';
import { readRecords } from './recordCodec';
import { findStateFiles, journalPath, snapshotPath } from './stateFiles';

export type Recovery = {
  /** The generation to go on with, and how long its journal is by now. */
  generation: number;
  journalBytes: number;
  snapshotBytes: number;
};

/**
 * Replays a state directory, oldest record first. A last record that was cut off by a crash was
 * never confirmed to anybody: it is cut from the file. Damage anywhere else is an error.
 */
export async function recover(
  directory: string,
  replay: (record: QueueRecord) => void,
  log: (line: string) => void,
): Promise<Recovery> {
  const { base, journals } = await findStateFiles(directory);
  const snapshotBytes = base === 0 ? 0 : await replayWhole(snapshotPath(directory, base), replay);
  const generation = journals.at(-1) ?? base;
  for (const earlier of journals.slice(0, -1)) {
    await replayWhole(journalPath(directory, earlier), replay);
  }
  if (journals.length === 0) {
    return { generation, journalBytes: 0, snapshotBytes };
  }

  const path = journalPath(directory, generation);
  const { read, size } = await replayFile(path, replay);
  if (read < size) {
    log(`${path}: the last ${size - read} bytes were never confirmed and are cut off`);
    await truncate(path, read);
  }
  return { generation, journalBytes: read, snapshotBytes };
}

async function replayWhole(path: string, replay: (record: QueueRecord) => void): Promise<number> {
  const { read, size } = await replayFile(path, replay);
  if (read < size) {
    throw new Error(`${path} is damaged: found no valid record at byte ${read} of ${size}.`);
  }
  return size;
}

/** Replays up to the first frame that is not valid, and says where that is. */
async function replayFile(
  path: string,
  replay: (record: QueueRecord) => void,
): Promise<{ read: number; size: number }> {
  const bytes = await readFile(path);
  let read = 0;
  for (let frame = readFrame(bytes); frame; frame = readFrame(bytes.subarray(read))) {
    readRecords(frame.content).forEach(replay);
    read += frame.size;
  }
  return { read, size: bytes.length };
}
