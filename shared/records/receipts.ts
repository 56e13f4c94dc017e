import { WindowFold } from '../domain/alert/folded';
import { Memory } from '../domain/alert/memory';
import { inBatches } from '../domain/inBatches';
import { minusMinutes } from '../domain/time';
import type { Instant } from '../domain/time';
import type { Blobs, Receipts } from '../ports';
import { readDocument } from './document';
import { filedReceipts } from './filedReceipts';
import { dayPrefix, receiptNames as names } from './receiptNames';
import { unaccounted } from './unaccounted';

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
      await blobs.create(names.filed(window, receipts), text(more.length === 0 ? first : receipts));
      return (await blobs.exists(names.closed(window))) ? 'closed' : 'open';
    },

    gather: async (window) => {
      await blobs.create(names.closed(window), '{}\n');
      return filedReceipts(blobs, await blobs.list(names.folder(window)));
    },

    recall: async (window, since) => {
      const around = await memoriesAround(blobs, window, since);
      const memories = await inBatches(around, async (name) => readDocument(blobs, name, Memory));
      return memories.flatMap((memory) => memory?.value ?? []);
    },

    // The memory first: a fold that is on record is final, and others rest on what it leaves.
    saveFold: async (fold, memory) => {
      await blobs.create(names.memory(memory.window), text(memory));
      await blobs.create(names.fold(memory.window), text(fold));
    },

    fold: async (window) => (await readDocument(blobs, names.fold(window), WindowFold))?.value,

    settle: async (window, endings) => {
      await blobs.create(names.endings(window), text({ endings }));
    },

    reject: async (receipt, reason) => {
      const endings = [{ receipt: receipt.id, ending: 'rejected', reason }];
      await blobs.create(names.rejected(receipt.id), text(receipt));
      await blobs.create(names.rejection(receipt.id), text({ endings }));
    },

    unaccounted: (range) => unaccounted(blobs, range),
  };
}

/** Of the windows since then, on either side of this one, and of the last before: today's and yesterday's. */
async function memoriesAround(blobs: Blobs, window: Instant, since: Instant): Promise<string[]> {
  const days = new Set(
    [minusMinutes(window, 24 * 60), window].map((at) => dayPrefix('memory', at)),
  );
  const listed = await inBatches([...days], async (day) => blobs.list(day));
  const others = listed.flat().filter((name) => name !== names.memory(window));
  const first = others.findIndex((name) => name >= names.memory(since));
  return others.slice(first === -1 ? -1 : Math.max(0, first - 1));
}

/** For machines, and big: indented it would be twice as big. */
function text(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
