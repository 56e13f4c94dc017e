import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of package.json, seen from the sources as well as from what they compile to. */
export function projectRoot(): string {
  let folder = __dirname;
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) {
      throw new Error(`Found no package.json in or above ${__dirname}`);
    }
    folder = parent;
  }
  return folder;
}
