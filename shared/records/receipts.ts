import { createHash } from 'node:crypto';
import { z } from 'zod';
import { WindowFold } from '../domain/alert/foldReceipts';
import { Receipt } from '../domain/alert/receipt';
import { inBatches } from '../domain/inBatches';
import { compact } from '../domain/time';
import type { Instant } from '../domain/time';
import type { Blobs, Receipts } from '../ports';
import { documentText, readDocument } from './document';

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
      await blobs.create(`${folder(window)}${filedName(receipts)}.json`, documentText(filed));
      return (await blobs.exists(closedMark(window))) ? 'closed' : 'open';
    },

    gather: async (window) => {
      await blobs.create(closedMark(window), '{}\n');
      return filedIn(blobs, await blobs.list(folder(window)));
    },

    saveFold: async (window, fold) => {
      await blobs.create(foldName(window), documentText(fold));
    },

    fold: async (window) => (await readDocument(blobs, foldName(window), WindowFold))?.value,

    settle: async (window, endings) => {
      await blobs.create(endingsName(window), documentText({ endings }));
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
