// oxlint-disable-next-line no-restricted-imports -- hashing touches nothing but its input
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** The SHA-256, in hex, of a value's canonical JSON (RFC 8785): the same however it was written. */
export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** One text for one value: keys in order, no spaces. Throws for what JSON cannot say. */
function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) {
    throw new TypeError(`${typeof value} has no JSON form`);
  }
  return text;
}
