import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile } from '../settings/readJsonFile';

const PackageJson = z.object({ version: z.string() });

/** The version that the package.json of a directory gives. */
export function readVersion(directory: string): string {
  return readJsonFile(join(directory, 'package.json'), PackageJson)?.version ?? 'unknown';
}
