import { z } from 'zod';
import { contentHash } from '../contentHash';

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256: 64 digits 0-9 and a-f');

/** What makes a record provable: its own hash, and that of the record before it. */
export const Integrity = z.object({
  /** From 1; the place in the chain. */
  sequence: z.int().positive(),
  /** Of the record before; null for the first. */
  previous: Sha256.nullable(),
  /** Over the canonical JSON of the whole record without this field. */
  hash: Sha256,
});
export type Integrity = z.infer<typeof Integrity>;

export type RawRecord = Record<string, unknown>;

/** The record with its place in the chain and its hash; what it said of these before is dropped. */
export function sealRecord(
  record: RawRecord,
  place: Pick<Integrity, 'sequence' | 'previous'>,
): RawRecord & { integrity: Integrity } {
  const integrity = { sequence: place.sequence, previous: place.previous };
  const hash = contentHash({ ...record, integrity });
  return { ...record, integrity: { ...integrity, hash } };
}

/** The hash that a record ought to bear, from all it says but the hash itself. */
export function hashOf(record: RawRecord): string {
  const { integrity } = record;
  if (typeof integrity !== 'object' || integrity === null) {
    return contentHash(record);
  }
  const place = Object.fromEntries(Object.entries(integrity).filter(([name]) => name !== 'hash'));
  return contentHash({ ...record, integrity: place });
}

/** The record without its seal, for comparing what two of them say. */
export function unsealed(record: RawRecord): RawRecord {
  const { integrity: _, ...rest } = record;
  return rest;
}
