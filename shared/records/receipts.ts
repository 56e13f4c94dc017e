import { Receipt } from '../domain/alert/receipt';
import { compact } from '../domain/time';
import type { Instant } from '../domain/time';
import { inBatches } from '../domain/inBatches';
import type { Blobs, Receipts } from '../ports';
import { documentText, readDocument } from './document';

/**
 * Receipts by window, and their endings.
 *
 * A window is closed before its receipts are listed, and a receipt is filed before one looks
 * whether its window is closed: whoever comes late sees that, whatever the order of things.
 */
export function receiptsIn(blobs: Blobs): Receipts {
  return {
    file: async (receipt, window) => {
      await blobs.create(`${folder(window)}${receipt.id}.json`, documentText(receipt));
      return (await blobs.exists(closedMark(window))) ? 'closed' : 'open';
    },

    gather: async (window) => {
      await blobs.create(closedMark(window), '{}\n');
      const names = await blobs.list(folder(window));
      const receipts = await inBatches(names, async (name) => {
        const document = await readDocument(blobs, name, Receipt);
        const isSettled = document && (await blobs.exists(endingName(document.value.id)));
        return document && !isSettled ? [document.value] : [];
      });
      return receipts.flat();
    },

    settle: async (endings) => {
      await inBatches(endings, (ending) =>
        blobs.create(endingName(ending.receipt), documentText(ending)),
      );
    },
  };
}

function folder(window: Instant): string {
  return `receipts/${compact(window)}/`;
}

function closedMark(window: Instant): string {
  return `windows/${compact(window)}.json`;
}

function endingName(receipt: string): string {
  return `endings/${receipt}.json`;
}
