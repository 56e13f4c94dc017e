import { inBatches } from '../domain/inBatches';
import { minusMinutes } from '../domain/time';
import type { Instant } from '../domain/time';
import type { Blobs, Receipts } from '../ports';
import { readDocument } from './document';
import { filedReceipts } from './filedReceipts';
import { dayPrefix, Endings, windowIn } from './receiptNames';

type Range = Parameters<Receipts['unaccounted']>[0];

/**
 * Compares what was filed with what has ended. Only the receipts of recent windows are compared
 * one by one: one that came too late for its window is in a later one within moments.
 */
export async function unaccounted(
  blobs: Blobs,
  { since, recent, before }: Range,
): ReturnType<Receipts['unaccounted']> {
  const [receipts, endings] = await Promise.all([
    namesSince(blobs, 'receipts', { since, before }),
    namesSince(blobs, 'endings', { since, before }),
  ]);
  const filed = receipts.filter(({ window }) => window >= since && window < before);
  const ended = new Set(endings.map(({ window }) => window));
  const unended = [...new Set(filed.map(({ window }) => window))]
    .filter((window) => !ended.has(window))
    .toSorted();

  const lately = filed.filter(({ window }) => window >= recent && ended.has(window));
  const accounted = await endedIn(
    blobs,
    endings.filter(({ window }) => window >= recent).map(({ name }) => name),
  );
  const judged = await filedReceipts(
    blobs,
    lately.map(({ name }) => name),
  );
  return { unended, strays: judged.filter(({ id }) => !accounted.has(id)) };
}

async function endedIn(blobs: Blobs, names: readonly string[]): Promise<ReadonlySet<string>> {
  const documents = await inBatches(names, async (name) => readDocument(blobs, name, Endings));
  return new Set(
    documents.flatMap((document) => document?.value.endings.map(({ receipt }) => receipt) ?? []),
  );
}

type Named = { name: string; window: Instant };

/** Names of the days that the range touches, and of the day after: endings lie in later windows. */
async function namesSince(
  blobs: Blobs,
  kind: 'receipts' | 'endings',
  { since, before }: Pick<Range, 'since' | 'before'>,
): Promise<Named[]> {
  const prefixes = new Set<string>();
  const last = minusMinutes(before, -24 * 60);
  for (let day = since; day <= last; day = minusMinutes(day, -12 * 60)) {
    prefixes.add(dayPrefix(kind, day));
  }
  const names = await inBatches([...prefixes], async (prefix) => blobs.list(prefix));
  return names.flat().flatMap((name) => {
    const window = windowIn(name);
    return window === undefined ? [] : [{ name, window }];
  });
}
