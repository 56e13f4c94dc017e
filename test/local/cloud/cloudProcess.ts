import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import readline from 'node:readline';
import { text } from 'node:stream/consumers';
import type { Endpoints } from '../../../local/cloud/endpoints';

const program = path.resolve('dist/local/cloud/main.js');

/** The built cloud in a process of its own. */
function spawnCloud(args: string[]): ChildProcess {
  return spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Starts the cloud, and waits until it says where everything is. */
export async function startCloudProcess(args: string[]) {
  const child = spawnCloud(args);
  const errors = text(child.stderr!);
  const lines = readline.createInterface({ input: child.stdout! });
  const [line] = await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(async () => {
      throw new Error(`The cloud did not start: ${await errors}`);
    }),
  ]);
  const { ready, ...endpoints } = JSON.parse(line) as Endpoints & { ready: boolean };
  return { child, ready, endpoints, errors };
}

/** Runs a cloud that is not expected to start. */
export async function failedStart(args: string[]) {
  const child = spawnCloud(args);
  const errors = text(child.stderr!);
  const [code] = await once(child, 'exit');
  return { code: code as number, errors: await errors };
}

/** Ends the process, unless it has ended already, and waits for it. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return child.exitCode;
  }
  const exit = once(child, 'exit');
  child.kill(signal);
  const [code] = await exit;
  return code;
}
