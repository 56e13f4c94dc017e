import type { z } from 'zod';
import type { Blobs } from '../ports';
import { documentText, readDocument } from './document';

/** How often a record is read again that others change at the same time. */
const mostTries = 20;

/**
 * Changes a record under its ETag: no change of others is lost. `change` may run several times,
 * each time on what is there then, and gives the same value back where nothing is to change; it
 * begins with `empty` where there is nothing yet.
 */
export async function edited<T>(
  blobs: Blobs,
  name: string,
  { schema, empty, change }: { schema: z.ZodType<T>; empty: T; change: (value: T) => T },
): Promise<T> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    // oxlint-disable-next-line no-await-in-loop -- only if others came in between
    const found = await readDocument(blobs, name, schema);
    const before = found?.value ?? empty;
    const value = change(before);
    if (value === before) {
      return value;
    }
    const text = documentText(value);
    // oxlint-disable-next-line no-await-in-loop -- as above
    const answer = await (found ? blobs.replace(name, text, found.etag) : blobs.create(name, text));
    if (answer === 'replaced' || answer === 'created') {
      return value;
    }
  }
  throw new Error(`${name} was changed by others ${mostTries} times in a row`);
}
