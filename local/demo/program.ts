import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

export type Program = {
  name: string;
  /** Compiled entry point and its arguments. */
  args: readonly string[];
  environment?: Readonly<Record<string, string>>;
  logFile: string;
};

export type Supervised = {
  /** Rejects when the program has ended too often to be started again, with the end of its log. */
  gaveUp: Promise<never>;
  /** Resolves once the process is gone; asks first, then insists. */
  stop(): Promise<void>;
};

const mostRestarts = 5;
const restartAfterMs = 500;
const patienceMs = 15_000;

/**
 * Runs a Node program of ours with its output in a log file, and starts it again when it ends by
 * itself, as the platform would: whoever kills it in the middle sees the story go on.
 */
export function supervise(program: Program, onRestart: (reason: string) => void): Supervised {
  let child = start(program);
  let isStopping = false;
  const giveUp = Promise.withResolvers<never>();
  giveUp.promise.catch(() => {});

  const watch = async (): Promise<void> => {
    for (let restarts = 0; ; restarts += 1) {
      const reason = await endOf(child);
      if (isStopping) {
        return;
      }
      if (restarts === mostRestarts) {
        giveUp.reject(new Error(`${program.name} ${reason}\n${await lastLines(program.logFile)}`));
        return;
      }
      onRestart(`${program.name} ${reason}; it is started again`);
      await delay(restartAfterMs);
      child = start(program);
    }
  };
  void watch();

  return {
    gaveUp: giveUp.promise,
    stop: async () => {
      isStopping = true;
      await stopProcess(child);
    },
  };
}

function start({ args, environment, logFile }: Program): ChildProcess {
  const log = createWriteStream(logFile, { flags: 'a' });
  // The pipe on standard input closes with us and tells the program that it is alone.
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdout.pipe(log);
  child.stderr.pipe(log, { end: false });
  return child;
}

async function endOf(child: ChildProcess): Promise<string> {
  if (child.exitCode === null && child.signalCode === null) {
    await once(child, 'exit');
  }
  return child.signalCode === null
    ? `ended with code ${child.exitCode}`
    : `was ended by ${child.signalCode}`;
}

async function stopProcess(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  const patience = new AbortController();
  const late = delay(patienceMs, true, { signal: patience.signal }).catch(() => false);
  if (await Promise.race([endOf(child).then(() => false), late])) {
    child.kill('SIGKILL');
    await endOf(child);
  }
  patience.abort();
}

async function lastLines(logFile: string): Promise<string> {
  const log = await readFile(logFile, 'utf8').catch(() => '');
  return [`The end of ${logFile}:`, ...log.trimEnd().split('\n').slice(-15)].join('\n');
}
