import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { textOf } from './log';
import { startHost } from './startHost';
import type { HostOptions } from './hostParts';

const usage = `Usage: main.js start [--app DIR] [--port N] [--state DIR] [--enable-auth] [--verbose]

Runs the Azure Functions app in DIR (by default the current directory).
`;

void main();

async function main(): Promise<void> {
  try {
    const host = await startHost(readArguments(process.argv.slice(2)));
    let isStopping = false;
    const stop = (): void => {
      if (isStopping) {
        process.exit(1);
      }
      isStopping = true;
      void host.stop().finally(() => process.exit(0));
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  } catch (error) {
    process.stderr.write(`${textOf(error)}\n`);
    process.exit(1);
  }
}

/** Throws with the usage when the arguments make no sense. */
function readArguments(args: readonly string[]): HostOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      app: { type: 'string', default: '.' },
      port: { type: 'string' },
      state: { type: 'string' },
      'enable-auth': { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
    },
  });
  if (positionals.length !== 1 || positionals[0] !== 'start') {
    throw new Error(`Expected the command "start", found "${positionals.join(' ')}"\n\n${usage}`);
  }
  const appDir = resolve(values.app);
  return {
    appDir,
    port: values.port === undefined ? undefined : readPort(values.port),
    stateDir: resolve(values.state ?? join(appDir, '.local', 'host')),
    enableAuth: values['enable-auth'],
    verbose: values.verbose,
    write: (text) => process.stdout.write(text),
    onFault: (error) => {
      process.stderr.write(`The host cannot go on: ${textOf(error)}\n`);
      process.exit(1);
    },
  };
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new Error(`--port is "${text}", expected a number from 0 to 65535`);
  }
  return port;
}
