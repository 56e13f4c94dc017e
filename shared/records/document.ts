import { z } from 'zod';
import type { Blobs } from '../ports';

/** A record in storage that is not what we write. Named, so that somebody can look at it. */
export class BadRecord extends Error {
  override readonly name = 'BadRecord';
}

/** Reads a record of ours; undefined when there is none. Throws `BadRecord` when it is not whole. */
export async function readDocument<T>(
  blobs: Blobs,
  name: string,
  schema: z.ZodType<T>,
): Promise<{ value: T; etag: string } | undefined> {
  const blob = await blobs.read(name);
  return blob && { value: parseDocument(name, blob.text, schema), etag: blob.etag };
}

function parseDocument<T>(name: string, text: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new BadRecord(`${name} is not JSON (${text.length} characters)`, { cause });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    throw new BadRecord(`${name}: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}

export function documentText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
