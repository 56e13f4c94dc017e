import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A folder with these files, for as long as a test lasts. */
export async function aFolder(
  files: Readonly<Record<string, string>>,
): Promise<{ at: (...names: string[]) => string; remove: () => Promise<void> }> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'ripcord-cli-'));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return {
    at: (...names) => path.join(root, ...names),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
