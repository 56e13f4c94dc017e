import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { AzuriteReady } from './azuriteMessages';
import type { AzuriteSettings } from './azuriteMessages';

const START_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 5000;
const LINES_SHOWN = 8;

/** A running Azurite process that accepts connections. */
export type Azurite = {
  pid: number | undefined;
  port: number;
  /** Settles when the process has ended, with how. */
  ended: Promise<string>;
  /** Ends the process, and waits for it. */
  stop(): Promise<void>;
};

export type Launch = {
  settings: AzuriteSettings;
  /** The compiled `azuriteProcess`. */
  program: string;
  /** Takes what the process prints. */
  logFile: string;
};

/**
 * Starts Azurite and waits until it accepts connections. If it ends before, or takes longer than 20 s,
 * the error has the last lines of its log.
 */
export async function launchAzurite({ settings, program, logFile }: Launch): Promise<Azurite> {
  const output = await open(logFile, 'a', 0o600);
  const child = fork(program, [JSON.stringify(settings)], {
    stdio: ['ignore', output.fd, output.fd, 'ipc'],
    execArgv: [],
  });
  await output.close();

  const ended = once(child, 'exit').then(([code, signal]) =>
    typeof signal === 'string' ? `killed by ${signal}` : `exit code ${String(code)}`,
  );
  const azurite = { pid: child.pid, ended, stop: () => stop(child, ended) };
  try {
    const port = await ready(child, ended);
    return { ...azurite, port };
  } catch (error) {
    await azurite.stop();
    const cause = error instanceof Error ? error.message : String(error);
    throw new Error(`Azurite did not start: ${cause}; ${await lastLines(logFile)}`, {
      cause: error,
    });
  }
}

async function ready(child: ChildProcess, ended: Promise<string>): Promise<number> {
  const message = once(child, 'message', { signal: AbortSignal.timeout(START_TIMEOUT_MS) }).then(
    ([first]: unknown[]) => first,
  );
  const said: unknown = await Promise.race([
    message.catch((error: unknown) => {
      throw new Error(`not ready within ${START_TIMEOUT_MS} ms`, { cause: error });
    }),
    ended.then((how) => {
      throw new Error(`it ended with ${how}`);
    }),
  ]);
  return AzuriteReady.parse(said).port;
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.connected) {
    child.disconnect();
  }
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

async function lastLines(logFile: string): Promise<string> {
  const lines = (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-LINES_SHOWN);
  return `the end of ${logFile}:\n${lines.join('\n')}`;
}
