import { createServer } from 'node:net';
import { once } from 'node:events';
import { assess } from './assess';
import type { Verdict } from './assess';
import { clockFrom } from './clock';
import { makeFleet, sitesOf } from './fleet';
import { keepRecords } from './keepRecords';
import type { Kept } from './keepRecords';
import { readOptions, usage } from './options';
import type { Options } from './options';
import { play } from './play';
import type { Played } from './play';
import { screenOn } from './screen';
import type { Screen } from './screen';
import { alertsPart } from './show/alerts';
import { receiptPart, reportParts } from './show/report';
import { setStage } from './stage';
import type { Stage } from './stage';
import { stories } from './stories/stories';

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

/** Plays the story; the exit code says whether it ended as the decision matrix says. */
async function perform(options: Options): Promise<number> {
  const out = options.json ? process.stderr : process.stdout;
  const screen = screenOn(out, clockFrom(Date.now()));
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  let stage: Stage | undefined;
  try {
    await requireFree(options.port);
    screen.say(`Ripcord, on a simulated Azure that runs ${options.speed} times as fast`);
    const { plot } = stories[options.scenario](sitesOf(makeFleet(options)), options);
    screen.say(`the story of "${options.scenario}": ${plot}`);
    stage = await setStage(options, (reason) => screen.say(reason));
    const end = await Promise.race([
      play(stage, screen, options),
      interrupted.then(() => 'interrupted' as const),
    ]);
    if (end === 'interrupted') {
      return 130;
    }
    const verdict = assess(end);
    tell(end, { verdict, kept: await keepRecords(options.state, end) }, screen);
    if (!options.once) {
      stayUp(stage, screen);
      await Promise.race([interrupted, stage.broken]);
    }
    if (options.json) {
      process.stdout.write(`${JSON.stringify(accountLine(end, verdict, options))}\n`);
    }
    return verdict.isAsExpected ? 0 : 1;
  } catch (error) {
    screen.clear();
    screen.say(`stopped: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    await stage?.stop();
  }
}

function tell(
  { account, alerts, report, receipt, seconds }: Played,
  { verdict: { problems }, kept }: { verdict: Verdict; kept: Kept },
  screen: Screen,
): void {
  const { circuits, restored, verified, untouched, failed, writes, reads, throttled } = account;
  screen.say(`over after ${seconds.toFixed(1)} s`);
  screen.show([
    {
      heading: 'Fleet',
      lines: [
        `of ${circuits} circuits ${restored} restored, ${verified} of them read back, ${untouched} never written, ${failed} wrong`,
        `${writes} writes, ${reads} reads, ${throttled} throttled, as Azure ML counted them`,
      ],
    },
    ...(alerts.received === 0 ? [] : [alertsPart(alerts)]),
    ...(report === undefined ? [] : reportParts(report, kept.report)),
    ...(receipt === undefined ? [] : [receiptPart(receipt, kept.receipt)]),
  ]);
  screen.say(
    problems.length === 0
      ? 'as the decision matrix says'
      : `NOT as the decision matrix says: ${problems.join('; ')}`,
  );
}

function stayUp({ appUrl }: Stage, screen: Screen): void {
  screen.say('everything stays up until Ctrl-C:');
  screen.say(`  rollbacks  ${appUrl}/api/rollbacks`);
  screen.say(
    `  by hand    curl -X POST ${appUrl}/api/rollbacks -d '{"release":"Release-123","reason":"try it"}'`,
  );
}

function accountLine(
  { rollback, account, seconds }: Played,
  { decision, isAsExpected }: Verdict,
  { scenario, speed }: Options,
): unknown {
  return {
    scenario,
    decision,
    asExpected: isAsExpected,
    incident: rollback?.id ?? null,
    ...account,
    seconds: Math.round(seconds * 10) / 10,
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
