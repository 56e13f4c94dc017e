import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** The first line that a process prints. Throws when it ends without one. */
export async function firstLine(output: Readable, who: string): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    return line;
  }
  throw new Error(`${who} ended before it said where it listens.`);
}
