import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, printParseErrorCode } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';
import { z } from 'zod';
import { Behaviour } from './machineLearning/behaviour';
import { kqlTypes } from './monitor/kql/value';

const Identity = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9-]{1,128}$/, 'expected letters, digits and hyphens'),
  /** Names of built-in roles, held on the whole subscription. */
  roles: z.array(z.string().min(1)),
});

/** An Azure ML workspace, or a registry. */
const Workspace = z.strictObject({
  /** Another subscription than that of the cloud, which has throttling budgets of its own. */
  subscriptionId: z.guid().optional(),
  resourceGroup: z.string().min(1),
  name: z.string().min(1),
});

const Table = z
  .record(z.string(), z.enum(kqlTypes))
  .refine(({ TimeGenerated }) => TimeGenerated === 'datetime', {
    error: 'expected a column TimeGenerated of type datetime',
  });

/** What the local cloud is to hold: its tenant, and what has been created in its subscription. */
export const Config = z.strictObject({
  tenantId: z.guid(),
  subscriptionId: z.guid(),
  location: z.string().min(1),
  identities: z
    .array(Identity)
    .min(1)
    .refine(
      (identities) => new Set(identities.map(({ name }) => name)).size === identities.length,
      {
        error: 'expected each name once',
      },
    ),
  /** The path of a Config.json of Microsoft's Service Bus emulator, relative to this file. */
  serviceBus: z.string().min(1),
  machineLearning: z.strictObject({
    workspaces: z.array(Workspace),
    registries: z.array(Workspace).default([]),
    /** Choices where the real service's behaviour is not certain; each has a default. */
    behaviour: Behaviour.optional(),
  }),
  logs: z.strictObject({
    workspaceId: z.guid(),
    /** Tables by name, each with the types of its columns by name. */
    tables: z.record(z.string(), Table),
  }),
});
export type Config = z.infer<typeof Config>;

/** A configuration that cannot be used; the message has the file, the place in it and the reason. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError';
}

/** Reads a configuration file: JSON, comments allowed. The path in it comes back absolute. */
export async function readConfig(file: string): Promise<Config> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ConfigurationError(`${file}: cannot be read`, { cause: error });
  });

  const config = Config.safeParse(parseJson(file, text));
  if (!config.success) {
    const reasons = config.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigurationError(`${file}: ${reasons.join('; ')}`);
  }
  const serviceBus = path.resolve(path.dirname(file), config.data.serviceBus);
  return { ...config.data, serviceBus };
}

function parseJson(file: string, text: string): unknown {
  const errors: ParseError[] = [];
  const json: unknown = parse(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first !== undefined) {
    const line = text.slice(0, first.offset).split('\n').length;
    throw new ConfigurationError(`${file}:${line}: ${printParseErrorCode(first.error)}`);
  }
  return json;
}
