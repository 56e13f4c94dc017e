import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { reasonOf, wrongUse } from '../failure';

/** The text of a file; `-` is standard input. */
export async function readText(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw wrongUse(`cannot read ${file}: ${reasonOf(error)}`, { cause: error });
  }
}
