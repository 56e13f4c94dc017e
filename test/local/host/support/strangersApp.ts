import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../support/until';

const root = join(__dirname, '../../../..');
const modules = join(root, 'node_modules');

export type StrangersApp = { dir: string; remove: () => void };

/**
 * A fixture app as a stranger has it: in a folder of its own far from here, with its own copies of
 * the Functions libraries.
 */
export function aStrangersApp(fixture: string): StrangersApp {
  const dir = mkdtempSync(join(tmpdir(), 'functions-app-'));
  cpSync(join(root, 'test/fixtures/hostApps', fixture), dir, { recursive: true });
  installLibraries(join(dir, 'node_modules'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** Compiles a TypeScript app in place, to modules or to CommonJS. */
export async function compileApp(
  { dir }: StrangersApp,
  type: 'module' | 'commonjs',
): Promise<void> {
  const file = join(dir, 'package.json');
  const packageJson = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...packageJson, type }));
  const tsc = spawn(process.execPath, [join(modules, 'typescript/bin/tsc'), '-p', dir]);
  let said = '';
  tsc.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(tsc, 'exit')) as [number];
  if (code !== 0) {
    throw new Error(`The app does not compile:\n${said}`);
  }
}

export type RunningCommand = {
  baseUrl: string;
  output: () => string;
  says: (text: string) => Promise<string>;
  fetch: (path: string, init?: RequestInit) => Promise<Response>;
  stop: () => Promise<number | null>;
};

/** Runs the command in the app's folder, and waits until the app is served. */
export async function runCommand(
  { dir }: StrangersApp,
  args: readonly string[] = [],
): Promise<RunningCommand> {
  const command = join(root, 'scripts/ripcord-host.mjs');
  const child = spawn(process.execPath, [command, 'start', '--port', '0', ...args], { cwd: dir });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const ended = exited.then((code) => {
    throw new Error(`The command ended with ${code}:\n${said}`);
  });
  ended.catch(() => {});
  const says = async (text: string): Promise<string> =>
    until(`the host says "${text}"`, () => said.includes(text) && said, { withinMs: 30_000 });
  await Promise.race([says('Host lock lease acquired by instance ID'), ended]);
  const baseUrl = /Listening on (\S+)/.exec(said)![1]!;
  return {
    baseUrl,
    output: () => said,
    says,
    fetch: async (path, init) => fetch(`${baseUrl}${path}`, init),
    stop: async () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

/** Copies of what matters; all else is linked, for it is large and plays no part. */
function installLibraries(to: string): void {
  const copied = ['@azure/functions', 'durable-functions'];
  mkdirSync(join(to, '@azure'), { recursive: true });
  for (const name of copied) {
    cpSync(join(modules, name), join(to, name), { recursive: true });
  }
  const others = [
    ...readdirSync(modules).filter((name) => !name.startsWith('.') && name !== '@azure'),
    '@azure/functions-extensions-base',
  ];
  for (const name of others.filter((each) => !copied.includes(each))) {
    symlinkSync(join(modules, name), join(to, name));
  }
}
