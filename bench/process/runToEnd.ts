import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { familyOf } from './familyOf';
import { runningProcesses } from './process';
import type { Process } from './process';
import { stopProcesses } from './stopProcesses';

export type Run = {
  cwd: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** Shown the command and all it has started, ten times a second while it runs. */
  watch?: (family: readonly Process[]) => void;
  /** How long what is stopped may take to end by itself. */
  graceMs?: number;
};

const watchEveryMs = 100;

/**
 * Runs a command to its end, and answers with the seconds it took.
 *
 * Throws when it does not end with code 0, with the last of what it printed. Whatever happens,
 * nothing that it started is left running: an aborted signal stops it all, and then this throws
 * the signal's reason.
 */
export async function runToEnd(
  [program, ...args]: readonly [string, ...string[]],
  { cwd, env, signal, watch, graceMs = 5_000 }: Run,
): Promise<number> {
  signal.throwIfAborted();
  const started = performance.now();
  // Detached, it leads a session of its own, by which all it starts is found.
  const child = spawn(program, args, {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = keepTail(child);
  const family = () => (child.pid === undefined ? [] : familyOf(child.pid, runningProcesses()));
  const watching = watch && setInterval(() => watch(family()), watchEveryMs);
  try {
    const end = await endOf(child, signal);
    const seconds = (performance.now() - started) / 1000;
    if (end !== 0) {
      throw new Error(`${program} ${args.join(' ')} ended with ${end}:\n${printed()}`);
    }
    return seconds;
  } finally {
    clearInterval(watching);
    await stopProcesses(family(), graceMs);
  }
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

function endOf(child: Child, signal: AbortSignal): Promise<number | string> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    child.once('error', reject);
    child.once('exit', (code, killer) => {
      signal.removeEventListener('abort', onAbort);
      resolve(code ?? killer ?? 'nothing known');
    });
  });
}

function keepTail(child: Child): () => string {
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-4_000);
    });
  }
  return () => tail.trimEnd();
}
