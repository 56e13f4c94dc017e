import { join } from 'node:path';
import { z } from 'zod';
import { logLevels } from '../log';
import { overrideHostJson } from './overrideHostJson';
import { readJsonFile } from './readJsonFile';
import { parseTimeSpan } from './timeSpan';

const TimeSpan = z.string().transform(toMs);

/** A word of a .NET enumeration, in any case. */
function oneOf<const Word extends string>(words: readonly Word[]) {
  return z.string().transform((text, context): Word => {
    const word = words.find((each) => each.toLowerCase() === text.toLowerCase());
    if (word === undefined) {
      context.addIssue(`expected one of ${words.join(', ')}, found "${text}"`);
      return z.NEVER;
    }
    return word;
  });
}

const Level = oneOf(logLevels);

// Settings that override host.json are text, and .NET takes text for numbers anyway.
const Count = z.coerce.number().pipe(z.int());
const Concurrency = Count.pipe(z.int().min(1));
const Flag = z.union([z.boolean(), z.stringbool()]);

/** Overriding settings number the elements of a list. */
const Names = z.union([
  z.array(z.string()),
  z.record(z.string(), z.string()).transform((numbered) => Object.values(numbered)),
]);

const RetryInterval = TimeSpan.transform((ms) => ({ seconds: ms / 1000 })).optional();

/** Read into what functions register their own policies with. */
const Retry = z
  .object({
    strategy: oneOf(['fixedDelay', 'exponentialBackoff']),
    maxRetryCount: Count,
    delayInterval: RetryInterval,
    minimumInterval: RetryInterval,
    maximumInterval: RetryInterval,
  })
  .transform(({ strategy, ...rest }) => ({ retryStrategy: strategy, ...rest }));

const HostJson = z.object({
  version: z.literal('2.0'),
  /** The only functions to load. */
  functions: Names.optional(),
  functionTimeout: z
    .string()
    .transform((text, context) => (text === '-1' ? Infinity : toMs(text, context)))
    .default(30 * 60_000),
  retry: Retry.optional(),
  extensions: z
    .object({
      http: z.object({ routePrefix: z.string().default('api') }).prefault({}),
      serviceBus: z
        .object({
          maxConcurrentCalls: Concurrency.default(16),
          autoCompleteMessages: Flag.default(true),
          prefetchCount: Count.pipe(z.int().min(0)).default(0),
          maxConcurrentSessions: Concurrency.default(8),
          /** How long a session may have nothing to do before another one is taken. */
          sessionIdleTimeout: TimeSpan.default(60_000),
          maxMessageBatchSize: Concurrency.default(1000),
          maxAutoLockRenewalDuration: TimeSpan.default(5 * 60_000),
        })
        .prefault({}),
      durableTask: z
        .object({
          hubName: z.string().min(1).default('TestHubName'),
          defaultVersion: z.string().optional(),
          maxConcurrentActivityFunctions: Concurrency.optional(),
          maxConcurrentOrchestratorFunctions: Concurrency.optional(),
          versionMatchStrategy: oneOf(['None', 'Strict', 'CurrentOrOlder']).optional(),
          versionFailureStrategy: oneOf(['Reject', 'Fail']).optional(),
          overridableExistingInstanceStates: oneOf(['NonRunningStates', 'AnyState']).optional(),
          httpSettings: z
            .object({
              defaultAsyncRequestSleepTimeMilliseconds: Count.pipe(z.int().min(1)).optional(),
            })
            .optional(),
        })
        .prefault({}),
    })
    .prefault({}),
  logging: z.object({ logLevel: z.record(z.string(), Level).default({}) }).prefault({}),
});

/** What host.json says, with the real host's defaults. Durations are in ms; Infinity is no limit. */
export type HostJson = z.infer<typeof HostJson>;

/**
 * Reads an app's host.json, and what the settings override of it. Throws when it is missing or
 * wrong.
 */
export function readHostJson(
  appDir: string,
  settings: Readonly<Record<string, string | undefined>> = {},
): HostJson {
  const file = join(appDir, 'host.json');
  const overridden = z.preprocess((content) => overrideHostJson(content, settings), HostJson);
  const content = readJsonFile(file, overridden);
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
