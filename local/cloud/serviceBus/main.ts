import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { certificatesIn } from './certificates/certificatesIn';
import { startServiceBus } from './start';
import type { ServiceBusOptions } from './start';

const USAGE =
  'usage: main.js --config <Config.json> --state <directory> [--port <number>] [--health-port <number>] [--shared-access-key <name>=<key>] [--emulator-defaults]';

/** The broker as a process of its own. Prints the connection string once it can be used. */
async function main(): Promise<void> {
  // What is queued outlives every young generation. A larger one is only memory: 70 MB of it.
  setFlagsFromString('--semi-space-growth-factor=1');
  const { values } = parseArgs({
    options: {
      config: { type: 'string' },
      state: { type: 'string' },
      port: { type: 'string', default: '5672' },
      'health-port': { type: 'string' },
      'shared-access-key': { type: 'string' },
      'emulator-defaults': { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  const healthPort = values['health-port'];
  const arePorts = [port, Number(healthPort ?? 0)].every(Number.isInteger);
  if (values.config === undefined || values.state === undefined || !arePorts) {
    throw new Error(USAGE);
  }
  const { cert, key, caFile } = await certificatesIn(join(values.state, 'tls'));
  const serviceBus = await startServiceBus({
    port,
    configFile: values.config,
    stateDirectory: values.state,
    emulatorDefaults: values['emulator-defaults'],
    tls: { cert, key },
    ...sharedAccessKeyOf(values['shared-access-key']),
    ...(healthPort === undefined ? {} : { healthPort: Number(healthPort) }),
    log: (line) => process.stderr.write(`${line}\n`),
    onFailure: () => process.exit(1),
  });
  process.stdout.write(`${serviceBus.connectionString}\n`);
  process.stdout.write(`NODE_EXTRA_CA_CERTS=${caFile}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void serviceBus.close());
  }
}

function sharedAccessKeyOf(given: string | undefined): Pick<ServiceBusOptions, 'sharedAccessKey'> {
  if (given === undefined) {
    return {};
  }
  const [, name, key] = /^([^=]+)=(.+)$/.exec(given) ?? [];
  if (name === undefined || key === undefined) {
    throw new Error(`Found --shared-access-key ${given}, expected <name>=<key>.`);
  }
  return { sharedAccessKey: { name, key } };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
