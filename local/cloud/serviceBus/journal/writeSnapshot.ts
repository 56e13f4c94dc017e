import { open, rename } from 'node:fs/promises';
import type { QueueRecord } from '../queue/queueRecord';
import { ByteWriter } from './byteWriter';
import { writeFrame } from './frames';
import { writeRecord } from './recordCodec';
import {
  removeFilesBefore,
  snapshotPath,
  syncDirectory,
  unfinishedSnapshotPath,
} from './stateFiles';

/** Small enough to encode between two messages without anybody noticing. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Writes the snapshot with which a generation begins, then removes the generations before it.
 * A crash at any point leaves either the old files or the new ones whole. Answers its size.
 */
export async function writeSnapshot(
  directory: string,
  generation: number,
  records: Iterable<QueueRecord>,
): Promise<number> {
  const unfinished = unfinishedSnapshotPath(directory);
  const size = await writeRecords(unfinished, records);
  await rename(unfinished, snapshotPath(directory, generation));
  await syncDirectory(directory);
  await removeFilesBefore(directory, generation);
  return size;
}

async function writeRecords(path: string, records: Iterable<QueueRecord>): Promise<number> {
  const writer = new ByteWriter();
  const file = await open(path, 'w');
  let size = 0;
  try {
    for (const record of records) {
      writeFrame(writer, () => writeRecord(writer, record));
      if (writer.length >= CHUNK_BYTES) {
        await file.appendFile(writer.bytes());
        size += writer.length;
        writer.clear();
      }
    }
    await file.appendFile(writer.bytes());
    await file.datasync();
    return size + writer.length;
  } finally {
    await file.close();
  }
}
