import { readCommand, usage } from './command/readCommand';
import type { StartArguments } from './command/readCommand';
import { readVersion } from './command/readVersion';
import { textOf } from './log';
import { projectRoot } from './projectRoot';
import { startHost } from './startHost';

/** A terminal and the launcher both pass an interrupt on: the second of the two is an echo. */
const echoMs = 500;

void main();

async function main(): Promise<void> {
  try {
    const command = readCommand(process.argv.slice(2), process.cwd());
    switch (command.kind) {
      case 'help':
        process.stdout.write(usage);
        return;
      case 'version':
        process.stdout.write(`${readVersion(projectRoot())}\n`);
        return;
      case 'start':
        await start(command.start);
    }
  } catch (error) {
    process.stderr.write(`${textOf(error)}\n`);
    process.exit(1);
  }
}

/** Runs the host until it is told to stop; told again a while later, it ends at once. */
async function start(options: StartArguments): Promise<void> {
  const host = await startHost({
    ...options,
    write: (text) => process.stdout.write(text),
    onFault: (error) => {
      process.stderr.write(`The host cannot go on: ${textOf(error)}\n`);
      process.exit(1);
    },
  });
  let toldAt: number | undefined;
  const stop = (): void => {
    if (toldAt === undefined) {
      toldAt = performance.now();
      void host.stop().finally(() => process.exit(0));
    } else if (performance.now() - toldAt > echoMs) {
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, stop);
  }
  // There is a channel if a launcher runs this: without it, nobody could stop the host any more.
  process.on('disconnect', () => process.exit(1));
}
