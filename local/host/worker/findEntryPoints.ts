import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const PackageJson = z.object({ main: z.string().min(1), type: z.string().optional() });

export type EntryPoint = { file: string; isModule: boolean };

/**
 * The files that `main` of an app's package.json names: one path, or a glob with braces, as
 * `dist/{index,functions/*}.js`. Throws when it names none.
 */
export function findEntryPoints(appDir: string): EntryPoint[] {
  const { main, type } = readPackageJson(join(appDir, 'package.json'));
  const files = globSync(main, { cwd: appDir })
    .map((file) => join(appDir, file))
    .filter((file) => statSync(file).isFile())
    .toSorted();
  if (files.length === 0) {
    throw new Error(
      `Worker was unable to load entry point "${main}": Found zero files matching the supplied pattern in ${appDir}`,
    );
  }
  return files.map((file) => ({ file, isModule: isModule(file, type) }));
}

function readPackageJson(file: string): z.infer<typeof PackageJson> {
  const parsed = PackageJson.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) {
    throw new Error(
      `${file} does not name the app's entry point: ${z.prettifyError(parsed.error)}`,
    );
  }
  return parsed.data;
}

function isModule(file: string, type: string | undefined): boolean {
  return file.endsWith('.mjs') || (type === 'module' && !file.endsWith('.cjs'));
}
