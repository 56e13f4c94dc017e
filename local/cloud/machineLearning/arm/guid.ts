import { createHash } from 'node:crypto';

/** A GUID made from a text: the same one each time, and another one for every other text. */
export function guidFrom(text: string): string {
  const hash = createHash('sha256').update(text).digest('hex');
  return hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
