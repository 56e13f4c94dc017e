import { parseArgs } from 'node:util';
import { startServiceBus } from './start';

const USAGE =
  'usage: main.js --config <Config.json> --state <directory> [--port <number>] [--emulator-defaults]';

/** The broker as a process of its own. Prints the connection string once it can be used. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      config: { type: 'string' },
      state: { type: 'string' },
      port: { type: 'string', default: '5672' },
      'emulator-defaults': { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (values.config === undefined || values.state === undefined || !Number.isInteger(port)) {
    throw new Error(USAGE);
  }
  const serviceBus = await startServiceBus({
    port,
    configFile: values.config,
    stateDirectory: values.state,
    emulatorDefaults: values['emulator-defaults'],
    log: (line) => process.stderr.write(`${line}\n`),
    onFailure: () => process.exit(1),
  });
  process.stdout.write(`${serviceBus.connectionString}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void serviceBus.close());
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
