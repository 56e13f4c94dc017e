import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile } from './readJsonFile';

const Value = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]);

const ConnectionString = z.union([
  z.string(),
  z.object({ ConnectionString: z.string() }).transform((given) => given.ConnectionString),
]);

const LocalSettingsFile = z.object({
  IsEncrypted: z
    .literal(false, {
      error: 'encrypted settings cannot be read here: run "func settings decrypt"',
    })
    .optional(),
  Values: z.record(z.string(), Value.nullable()).default({}),
  ConnectionStrings: z.record(z.string(), ConnectionString).default({}),
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
  /** Settings by name; connection strings are `ConnectionStrings:<name>`. */
  values: Readonly<Record<string, string>>;
  port: number | undefined;
  /** The origins that may call from a browser; `*` is all. */
  corsOrigins: readonly string[];
  corsCredentials: boolean;
};

/** Reads an app's `local.settings.json` as Core Tools does. */
export function readLocalSettings(appDir: string): LocalSettings {
  const file = readJsonFile(join(appDir, 'local.settings.json'), LocalSettingsFile);
  const { Values = {}, ConnectionStrings = {}, Host = {} } = file ?? {};
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(Values)) {
    if (value !== null) {
      values[name] = value;
    }
  }
  for (const [name, connectionString] of Object.entries(ConnectionStrings)) {
    values[`ConnectionStrings:${name}`] = connectionString;
  }
  return {
    values,
    port: Host.LocalHttpPort,
    corsOrigins: (Host.CORS ?? '')
      .split(',')
      .map((origin) => origin.trim())
      .filter((origin) => origin !== ''),
    corsCredentials: Host.CORSCredentials ?? false,
  };
}
