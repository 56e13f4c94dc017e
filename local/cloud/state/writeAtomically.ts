import { open, rename } from 'node:fs/promises';

/**
 * Writes a text file, readable by its owner alone. Whoever reads it, also after a crash, finds the
 * old text or the new one, never a part.
 */
export async function writeAtomically(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.draft`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}
