import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Ending, Receipt } from '../domain/alert/receipt';
import { compact } from '../domain/time';
import type { Instant } from '../domain/time';

/** What came together is filed together: a storm of ten thousand makes a few dozen blobs. */
export const Filed = z.union([Receipt, z.array(Receipt).min(1)]);

/** The endings of a window. */
export const Endings = z.strictObject({ endings: z.array(Ending) });

/** Where receipts, and what becomes of them, are kept. */
export const receiptNames = {
  /** Follows from which receipts they are, so that filing them again changes nothing. */
  filed: (window: Instant, receipts: readonly Receipt[]) => {
    const ids = receipts.map(({ id }) => id);
    const name = ids.length === 1 ? ids.join('') : `batch-${digest(ids.join('\n'))}`;
    return `${receiptNames.folder(window)}${name}.json`;
  },
  folder: (window: Instant) => `receipts/${compact(window)}/`,
  closed: (window: Instant) => `windows/${compact(window)}.json`,
  fold: (window: Instant) => `folds/${compact(window)}.json`,
  memory: (window: Instant) => `memory/${compact(window)}.json`,
  endings: (window: Instant) => `endings/${compact(window)}.json`,
  rejected: (receipt: string) => `receipts/rejected/${receipt}.json`,
  rejection: (receipt: string) => `endings/rejected-${receipt}.json`,
} as const;

/** The names that begin a day's: `memory/20261121`. */
export function dayPrefix(kind: 'receipts' | 'memory' | 'endings', at: Instant): string {
  return `${kind}/${compact(at).slice(0, 8)}`;
}

const stamp = /\/(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2}\.\d{3}Z)(?:\/|\.json$)/;

/** The window that a name belongs to. */
export function windowIn(name: string): Instant | undefined {
  const [, year, month, day, hour, minute, second] = stamp.exec(name) ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}T${hour}:${minute}:${second}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
