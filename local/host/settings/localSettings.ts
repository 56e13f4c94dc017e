import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile } from './readJsonFile';

const Value = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]);

const LocalSettingsFile = z.object({
  IsEncrypted: z
    .literal(false, {
      error: 'encrypted settings cannot be read here: run "func settings decrypt"',
    })
    .optional(),
  Values: z.record(z.string(), Value.nullable()).default({}),
  Host: z
    .object({
      LocalHttpPort: z.int().min(0).max(65_535).optional(),
      CORS: z.string().optional(),
      CORSCredentials: z.boolean().optional(),
    })
    .default({}),
});

/** What `local.settings.json` says; a missing file says nothing. */
export type LocalSettings = {
  values: Readonly<Record<string, string>>;
  port: number | undefined;
  /** The origins that may call from a browser; `*` is all. */
  corsOrigins: readonly string[];
  corsCredentials: boolean;
};

/** Reads an app's `local.settings.json` as Core Tools does. */
export function readLocalSettings(appDir: string): LocalSettings {
  const file = readJsonFile(join(appDir, 'local.settings.json'), LocalSettingsFile);
  const { Values = {}, Host = {} } = file ?? {};
  return {
    values: Object.fromEntries(
      Object.entries(Values).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
    ),
    port: Host.LocalHttpPort,
    corsOrigins: (Host.CORS ?? '')
      .split(',')
      .map((origin) => origin.trim())
      .filter((origin) => origin !== ''),
    corsCredentials: Host.CORSCredentials ?? false,
  };
}
