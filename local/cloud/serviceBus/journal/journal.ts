import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { QueueRecord } from '../queue/queueRecord';
import { ByteWriter } from './byteWriter';
import { writeFrame } from './frames';
import { writeRecord } from './recordCodec';
import { recover } from './recover';
import type { Recovery } from './recover';
import { journalPath, syncDirectory } from './stateFiles';
import { writeSnapshot } from './writeSnapshot';

export type JournalOptions = {
  directory: string;
  /** Called with every record that is on disk, before `openJournal` resolves. */
  replay: (record: QueueRecord) => void;
  /** The records that lead to the present state, as of the call. */
  snapshot: () => Iterable<QueueRecord>;
  /** Called once when the disk refuses: nothing is confirmed from then on. */
  onFailure: (error: unknown) => void;
  /** How long a journal may grow before a snapshot takes its place. */
  compactAfterBytes: number;
  log: (line: string) => void;
};

type Batch = { writer: ByteWriter; confirmations: (() => void)[] };

/** Opens the journal of a state directory and replays it. */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const recovery = await recover(options.directory, options.replay, options.log);
  const file = await createJournal(options.directory, recovery.generation);
  return new Journal(options, recovery, file);
}

async function createJournal(directory: string, generation: number): Promise<FileHandle> {
  const file = await open(journalPath(directory, generation), 'a');
  await syncDirectory(directory);
  return file;
}

/**
 * An append-only file with group commit: whatever is appended while the disk is busy goes out with
 * one write and one fdatasync.
 */
export class Journal {
  readonly #options: JournalOptions;
  #file: FileHandle;
  #generation: number;
  #journalBytes: number;
  #snapshotBytes: number;
  #filling: Batch = { writer: new ByteWriter(), confirmations: [] };
  #spare: Batch = { writer: new ByteWriter(), confirmations: [] };
  #isWriting = false;
  #committing: Promise<void> | undefined;
  #compacting: Promise<void> | undefined;

  constructor(options: JournalOptions, recovery: Recovery, file: FileHandle) {
    this.#options = options;
    this.#file = file;
    this.#generation = recovery.generation;
    this.#journalBytes = recovery.journalBytes;
    this.#snapshotBytes = recovery.snapshotBytes;
  }

  /** Records of one call are on disk all or not at all. `onDurable` is called once they are. */
  append(records: readonly QueueRecord[], onDurable?: () => void): void {
    const { writer, confirmations } = this.#filling;
    writeFrame(writer, () => records.forEach((record) => writeRecord(writer, record)));
    if (onDurable !== undefined) {
      confirmations.push(onDurable);
    }
    this.#committing ??= this.#commitAll();
  }

  /** Calls back when everything appended so far is on disk: at once if it is. */
  whenDurable(callback: () => void): void {
    const { writer, confirmations } = this.#filling;
    if (this.#isWriting || writer.length > 0 || confirmations.length > 0) {
      confirmations.push(callback);
    } else {
      callback();
    }
  }

  /** Resolves when everything appended is on disk and the file is closed. */
  async close(): Promise<void> {
    await this.#committing;
    await this.#compacting;
    await this.#file.close();
  }

  async #commitAll(): Promise<void> {
    // The rest of this turn's input joins the first batch.
    await new Promise(setImmediate);
    try {
      while (this.#filling.writer.length > 0 || this.#filling.confirmations.length > 0) {
        await this.#commit();
      }
    } catch (error) {
      this.#options.onFailure(error);
      return;
    }
    this.#committing = undefined;
  }

  async #commit(): Promise<void> {
    const batch = this.#filling;
    this.#filling = this.#spare;
    // Taken now, a snapshot holds just what is in the journal once this batch is.
    const snapshot = this.#isTooLong() ? this.#options.snapshot() : undefined;
    this.#isWriting = true;
    if (batch.writer.length > 0) {
      await this.#file.appendFile(batch.writer.bytes());
      await this.#file.datasync();
      this.#journalBytes += batch.writer.length;
    }
    if (snapshot !== undefined) {
      await this.#beginGeneration(snapshot);
    }

    const { confirmations } = batch;
    this.#spare = { writer: batch.writer, confirmations: [] };
    batch.writer.clear();
    this.#isWriting = false;
    confirmations.forEach((confirm) => confirm());
  }

  #isTooLong(): boolean {
    const limit = Math.max(this.#options.compactAfterBytes, this.#snapshotBytes);
    return this.#compacting === undefined && this.#journalBytes > limit;
  }

  async #beginGeneration(snapshot: Iterable<QueueRecord>): Promise<void> {
    const { directory } = this.#options;
    const generation = this.#generation + 1;
    const next = await createJournal(directory, generation);
    await this.#file.close();
    this.#file = next;
    this.#generation = generation;
    this.#journalBytes = 0;
    this.#compacting = this.#compact(snapshot);
  }

  async #compact(snapshot: Iterable<QueueRecord>): Promise<void> {
    const { directory, log } = this.#options;
    try {
      this.#snapshotBytes = await writeSnapshot(directory, this.#generation, snapshot);
    } catch (error) {
      // The older files are still there, so nothing is lost: the next generation tries again.
      log(`No snapshot could be written: ${String(error)}`);
    }
    this.#compacting = undefined;
  }
}
