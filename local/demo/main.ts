import { createServer } from 'node:net';
import { once } from 'node:events';
import { clockFrom } from './clock';
import { readOptions, usage } from './options';
import type { Options } from './options';
import { play } from './play';
import type { Played } from './play';
import { screenOn } from './screen';
import type { Screen } from './screen';
import { setStage } from './stage';
import type { Stage } from './stage';

void main();

async function main(): Promise<void> {
  const asked = readOptions(process.argv.slice(2));
  switch (asked.ask) {
    case 'help':
      process.stdout.write(usage);
      return;
    case 'wrong':
      process.stderr.write(`${asked.reason}\n\n${usage}`);
      process.exitCode = 2;
      return;
    case 'play':
      process.exitCode = await perform(asked.options);
      process.exit();
  }
}

/** Plays the story; the exit code says whether the whole fleet runs the good environment. */
async function perform(options: Options): Promise<number> {
  const out = options.json ? process.stderr : process.stdout;
  const screen = screenOn(out, clockFrom(Date.now()));
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  let stage: Stage | undefined;
  try {
    await requireFree(options.port);
    screen.say(`Ripcord, on a simulated Azure that runs ${options.speed} times as fast`);
    stage = await setStage(options, (reason) => screen.say(reason));
    const end = await Promise.race([
      play(stage, screen, options),
      interrupted.then(() => 'interrupted' as const),
    ]);
    if (end === 'interrupted') {
      return 130;
    }
    tell(end, screen, out);
    if (!options.once) {
      stayUp(stage, screen);
      await Promise.race([interrupted, stage.broken]);
    }
    if (options.json) {
      process.stdout.write(`${JSON.stringify(accountLine(end, options))}\n`);
    }
    return end.account.failed === 0 ? 0 : 1;
  } catch (error) {
    screen.draw([]);
    screen.say(`stopped: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    await stage?.stop();
  }
}

function tell({ account, report, seconds }: Played, screen: Screen, out: NodeJS.WriteStream): void {
  const { circuits, restored, verified, failed, writes, reads, throttled } = account;
  screen.say(`${restored} of ${circuits} restored, ${verified} read back, ${failed} not restored`);
  screen.say(
    `${seconds.toFixed(1)} s from the first alert; ${writes} writes, ${reads} reads, ${throttled} throttled`,
  );
  const { received, acted, merged, suppressed, rejected } = account.alerts;
  screen.say(
    `${received} alerts received: ${acted} acted on, ${merged} merged, ${suppressed} suppressed, ${rejected} rejected`,
  );
  out.write(`\n${headOf(report)}\n`);
}

/** The report without its table of circuits, which is for reading elsewhere. */
function headOf(report: string): string {
  return report.slice(0, report.indexOf('\n## Circuits')).trimEnd();
}

function stayUp({ appUrl }: Stage, screen: Screen): void {
  screen.say('everything stays up until Ctrl-C:');
  screen.say(`  rollbacks  ${appUrl}/api/rollbacks`);
  screen.say(
    `  by hand    curl -X POST ${appUrl}/api/rollbacks -d '{"release":"Release-123","reason":"try it"}'`,
  );
}

function accountLine({ rollback, account, seconds }: Played, { speed }: Options): unknown {
  const { circuits, restored, verified, untouched, failed, alerts, incidents, ...calls } = account;
  return {
    incident: rollback.id,
    circuits,
    restored,
    verified,
    untouched,
    failed,
    alerts,
    incidents,
    seconds: Math.round(seconds * 10) / 10,
    ...calls,
    speed,
  };
}

/** Nothing is touched while another one is running: its state would be pulled from under it. */
async function requireFree(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new Error(`port ${port} is taken, give another one with --port`, { cause });
  } finally {
    server.close();
  }
}
