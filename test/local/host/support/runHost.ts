import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../support/until';

const root = join(__dirname, '../../../..');

export type RunningHost = {
  baseUrl: string;
  pid: number;
  /** Everything the host said so far. */
  output: () => string;
  /** Waits for a piece of output. */
  says: (text: string) => Promise<string>;
  fetch: (path: string, init?: RequestInit) => Promise<Response>;
  /** Ends it as a terminal or a supervisor would, and answers with its exit code. */
  stop: () => Promise<number | null>;
  kill: () => Promise<void>;
};

export type HostRun = {
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  stateDir?: string;
};

function fixtureApp(name: string): string {
  return join(root, 'test/fixtures/hostApps', name);
}

export function aStateDir(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'functions-host-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** Starts the built host on an app, as a user would, and waits until it works. */
export async function runHost(app: string, run: HostRun = {}): Promise<RunningHost> {
  const state = run.stateDir === undefined ? aStateDir() : undefined;
  const { child, output, exited } = startHostProcess(app, {
    ...run,
    stateDir: run.stateDir ?? state?.dir ?? '',
  });
  void exited.then(() => state?.remove());
  const ended = exited.then((code) => {
    throw new Error(`The host ended with ${code}:\n${output()}`);
  });
  ended.catch(() => {});
  const says = (text: string): Promise<string> =>
    until(`the host says "${text}"`, () => (output().includes(text) ? output() : undefined), {
      withinMs: 20_000,
    });

  await Promise.race([says('Host lock lease acquired by instance ID'), ended]);
  const baseUrl = /Listening on (\S+)/.exec(output())![1]!;
  return {
    baseUrl,
    pid: child.pid!,
    output,
    says,
    fetch: (path, init) => fetch(`${baseUrl}${path}`, init),
    stop: async () => {
      child.kill('SIGTERM');
      return exited;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Starts the built host, and leaves it to the caller to see what becomes of it. */
export function startHostProcess(app: string, { args = [], env = {}, stateDir = '' }: HostRun) {
  const start = ['start', '--app', fixtureApp(app), '--port', '0', '--state', stateDir];
  const child = spawn(
    process.execPath,
    [join(root, 'dist/local/host/main.js'), ...start, ...args],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  return { child, exited, output: () => said };
}
