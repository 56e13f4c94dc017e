// The `cloud` process: a local Azure that other processes find through its `endpoints.json`.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ConfigurationError, readConfig } from './config';
import { ProfileName } from './machineLearning/throttle/profiles';
import { startCloud } from './start';

const USAGE =
  'usage: main.js --config FILE --state DIR [--speed N] [--port-base N] [--profile NAME]';
const EXIT_FAILURE = 1;
const EXIT_BAD_CONFIGURATION = 2;

const Arguments = z.object({
  config: z.string().min(1),
  state: z.string().min(1),
  speed: z.coerce.number().positive().optional(),
  'port-base': z.coerce.number().int().min(1024).max(65_530).optional(),
  profile: ProfileName.optional(),
});

main().catch((error: unknown) => {
  log(error instanceof Error ? error.message : String(error));
  process.exit(error instanceof ConfigurationError ? EXIT_BAD_CONFIGURATION : EXIT_FAILURE);
});

async function main(): Promise<void> {
  const { config, state, speed, 'port-base': portBase, profile } = readArguments();
  const cloud = await startCloud({
    config: await readConfig(config),
    stateDirectory: path.resolve(state),
    ...(speed !== undefined && { speed }),
    ...(portBase !== undefined && { portBase }),
    ...(profile !== undefined && { profile }),
    log,
  });

  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => {
      log(`stopping on ${signal}`);
      void cloud.close().then(() => process.exit(0));
    });
  }
  log('ready');
  process.stdout.write(`${JSON.stringify({ ready: true, ...cloud.endpoints })}\n`);
}

function readArguments(): z.infer<typeof Arguments> {
  try {
    const { values } = parseArgs({
      options: {
        config: { type: 'string' },
        state: { type: 'string' },
        speed: { type: 'string' },
        'port-base': { type: 'string' },
        profile: { type: 'string' },
      },
    });
    return Arguments.parse(values);
  } catch (error) {
    const reason = error instanceof z.ZodError ? describe(error) : String(error);
    throw new ConfigurationError(`${reason}\n${USAGE}`, { cause: error });
  }
}

function describe(error: z.ZodError): string {
  return error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`).join('; ');
}

function log(line: string): void {
  process.stderr.write(`cloud: ${line}\n`);
}
