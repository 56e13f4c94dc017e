import { join } from 'node:path';
import { z } from 'zod';
import { logLevels } from '../log';
import type { LogLevel } from '../log';
import { readJsonFile } from './readJsonFile';
import { parseTimeSpan } from './timeSpan';

const TimeSpan = z.string().transform(toMs);

const Level = z.string().transform((text, context): LogLevel => {
  const level = logLevels.find((name) => name === text.toLowerCase());
  if (level === undefined) {
    context.addIssue(`expected one of ${logLevels.join(', ')}, found "${text}"`);
    return z.NEVER;
  }
  return level;
});

const Concurrency = z.int().min(1);

const HostJson = z.object({
  version: z.literal('2.0'),
  /** The only functions to load. */
  functions: z.array(z.string()).optional(),
  functionTimeout: z
    .string()
    .transform((text, context) => (text === '-1' ? Infinity : toMs(text, context)))
    .default(30 * 60_000),
  extensions: z
    .object({
      http: z.object({ routePrefix: z.string().default('api') }).prefault({}),
      serviceBus: z
        .object({
          maxConcurrentCalls: Concurrency.default(16),
          autoCompleteMessages: z.boolean().default(true),
          prefetchCount: z.int().min(0).default(0),
          maxAutoLockRenewalDuration: TimeSpan.default(5 * 60_000),
        })
        .prefault({}),
      durableTask: z
        .object({
          hubName: z.string().min(1).default('TestHubName'),
          maxConcurrentActivityFunctions: Concurrency.optional(),
          maxConcurrentOrchestratorFunctions: Concurrency.optional(),
        })
        .prefault({}),
    })
    .prefault({}),
  logging: z.object({ logLevel: z.record(z.string(), Level).default({}) }).prefault({}),
});

/** What host.json says, with the real host's defaults. Durations are in ms; Infinity is no limit. */
export type HostJson = z.infer<typeof HostJson>;

/** Reads an app's host.json. Throws when it is missing or wrong. */
export function readHostJson(appDir: string): HostJson {
  const file = join(appDir, 'host.json');
  const content = readJsonFile(file, HostJson);
  if (content === undefined) {
    throw new Error(`There is no ${file}: is this the directory of a Functions app?`);
  }
  return content;
}

function toMs(text: string, context: z.RefinementCtx): number {
  const ms = parseTimeSpan(text);
  if (ms === undefined) {
    context.addIssue(`expected a TimeSpan such as "00:05:00", found "${text}"`);
    return z.NEVER;
  }
  return ms;
}
