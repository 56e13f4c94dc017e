import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { commandOf, runningProcesses } from '../../bench/process/process';

/** The account that `npm start -- --json` prints last. */
export type AccountLine = {
  scenario: string;
  decision: string;
  asExpected: boolean;
  incident: string | null;
  circuits: number;
  restored: number;
  verified: number;
  untouched: number;
  failed: number;
  astray: number;
  alerts: { received: number; acted: number; merged: number; suppressed: number; rejected: number };
  incidents: number;
  seconds: number;
  writes: number;
  reads: number;
  throttled: number;
  speed: number;
};

export type DemoEnd = {
  code: number | null;
  account: AccountLine;
  told: string;
  /** In Markdown; of a story without an incident there is none. */
  report: string | undefined;
};

/**
 * Plays the demo as a user would start it, in a state folder and on a port of its own, and calls
 * `onLine` with each line it tells.
 */
export async function runDemo(
  args: readonly string[],
  onLine: (line: string, state: string) => void = () => {},
): Promise<DemoEnd> {
  const state = await mkdtemp(path.join(os.tmpdir(), 'ripcord-demo-'));
  const main = path.resolve(__dirname, '../../dist/local/demo/main.js');
  const all = [...args, '--once', '--json', '--state', state, '--port', String(await freePort())];
  const child = spawn(process.execPath, [main, ...all], { stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    let printed = '';
    let told = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    createInterface({ input: child.stderr }).on('line', (line) => {
      told += `${line}\n`;
      onLine(line, state);
    });
    const [code] = (await once(child, 'close')) as [number | null];
    const lastLine = printed.trimEnd().split('\n').at(-1) ?? '';
    if (!lastLine.startsWith('{')) {
      throw new Error(`the demo ended with ${code} and no account:\n${told}`);
    }
    const report = await readFile(path.join(state, 'report.md'), 'utf8').catch(() => undefined);
    return { code, account: JSON.parse(lastLine) as AccountLine, told, report };
  } finally {
    child.kill('SIGTERM');
    await rm(state, { recursive: true, force: true });
  }
}

/** Kills, without a chance to clean up, the process that runs this script on this state folder. */
export function killProgram(script: string, state: string): void {
  const isIt = (words: readonly string[]): boolean =>
    words.some((word) => word.endsWith(script)) && words.some((word) => word.startsWith(state));
  const found = runningProcesses().find((each) => isIt(commandOf(each)));
  if (!found) {
    throw new Error(`no process runs ${script} on ${state}`);
  }
  process.kill(found.pid, 'SIGKILL');
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
