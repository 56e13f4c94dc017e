import { createHash } from 'node:crypto';
import { z } from 'zod';
import { WindowFold } from '../domain/alert/folded';
import { Memory } from '../domain/alert/memory';
import { Receipt } from '../domain/alert/receipt';
import { inBatches } from '../domain/inBatches';
import { compact, minusMinutes } from '../domain/time';
import type { Instant } from '../domain/time';
import type { Blobs, Receipts } from '../ports';
import { readDocument } from './document';

/** What came together is filed together: a storm of ten thousand makes a few dozen blobs. */
const Filed = z.union([Receipt, z.array(Receipt).min(1)]);

/**
 * Receipts by window, what each window was folded to, and the endings of its receipts.
 *
 * A window is closed before its receipts are listed, and receipts are filed before one looks
 * whether their window is closed: whoever comes late sees that, whatever the order of things.
 * All of it is create-only: what was done twice was done once.
 */
export function receiptsIn(blobs: Blobs): Receipts {
  return {
    file: async (receipts, window) => {
      const [first, ...more] = receipts;
      if (first === undefined) {
        return 'open';
      }
      const filed = more.length === 0 ? first : receipts;
      await blobs.create(`${folder(window)}${filedName(receipts)}.json`, compactText(filed));
      return (await blobs.exists(closedMark(window))) ? 'closed' : 'open';
    },

    gather: async (window) => {
      await blobs.create(closedMark(window), '{}\n');
      return filedIn(blobs, await blobs.list(folder(window)));
    },

    recall: async (window, since) => {
      const names = await namesAround(blobs, window, since);
      const memories = await inBatches(names, async (name) => readDocument(blobs, name, Memory));
      return memories.flatMap((memory) => memory?.value ?? []);
    },

    // The memory first: a fold that is on record is final, and others rest on what it leaves.
    saveFold: async (fold, memory) => {
      await blobs.create(memoryName(memory.window), compactText(memory));
      await blobs.create(foldName(memory.window), compactText(fold));
    },

    fold: async (window) => (await readDocument(blobs, foldName(window), WindowFold))?.value,

    settle: async (window, endings) => {
      await blobs.create(endingsName(window), compactText({ endings }));
    },
  };
}

/** Each receipt once, however often it was filed, in the order of arrival. */
async function filedIn(blobs: Blobs, names: readonly string[]): Promise<Receipt[]> {
  const documents = await inBatches(names, async (name) => readDocument(blobs, name, Filed));
  const receipts = documents.flatMap((document) => (document ? [document.value].flat() : []));
  return [...new Map(receipts.map((receipt) => [receipt.id, receipt])).values()].toSorted((a, b) =>
    a.receivedAt + a.id < b.receivedAt + b.id ? -1 : 1,
  );
}

/** Follows from which receipts they are, so that filing them again changes nothing. */
function filedName(receipts: readonly Receipt[]): string {
  const ids = receipts.map(({ id }) => id);
  return ids.length === 1
    ? ids.join('')
    : `batch-${createHash('sha256').update(ids.join('\n')).digest('hex').slice(0, 32)}`;
}

/** The windows from `since` on, on either side of this one, and the last before: of today and yesterday. */
async function namesAround(blobs: Blobs, window: Instant, since: Instant): Promise<string[]> {
  const days = [...new Set([minusMinutes(window, 24 * 60), window])].map((at) =>
    compact(at).slice(0, 8),
  );
  const listed = await inBatches(days, async (day) => blobs.list(`${memoryFolder}${day}`));
  const names = listed.flat().filter((name) => name !== memoryName(window));
  const first = names.findIndex((name) => name >= memoryName(since));
  return names.slice(first === -1 ? -1 : Math.max(0, first - 1));
}

/** What is big and read by machines: indented it would be twice as big. */
function compactText(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

const memoryFolder = 'memory/';

function memoryName(window: Instant): string {
  return `${memoryFolder}${compact(window)}.json`;
}

function folder(window: Instant): string {
  return `receipts/${compact(window)}/`;
}

function closedMark(window: Instant): string {
  return `windows/${compact(window)}.json`;
}

function foldName(window: Instant): string {
  return `folds/${compact(window)}.json`;
}

function endingsName(window: Instant): string {
  return `endings/${compact(window)}.json`;
}
