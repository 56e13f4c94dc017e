import type { Receipt } from '../domain/alert/receipt';
import { inBatches } from '../domain/inBatches';
import type { Blobs } from '../ports';
import { readDocument } from './document';
import { Filed } from './receiptNames';

/** Each receipt once, however often it was filed, in the order of arrival. */
export async function filedReceipts(blobs: Blobs, names: readonly string[]): Promise<Receipt[]> {
  const documents = await inBatches(names, async (name) => readDocument(blobs, name, Filed));
  const receipts = documents.flatMap((document) => (document ? [document.value].flat() : []));
  return [...new Map(receipts.map((receipt) => [receipt.id, receipt])).values()].toSorted((a, b) =>
    a.receivedAt + a.id < b.receivedAt + b.id ? -1 : 1,
  );
}
