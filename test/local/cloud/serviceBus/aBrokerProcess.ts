import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { transformFile } from '@swc/core';

const SOURCES = resolve(__dirname, '../../../../local/cloud');
/** The broker, and what it needs of the cloud. */
const FOLDERS = ['serviceBus', 'control', 'state', 'tls'];
export const NODE_MODULES = resolve(__dirname, '../../../../node_modules');

export type BrokerProcess = {
  connectionString: string;
  /** Ends the process as a power cut would, without a chance to write anything. */
  kill(): Promise<void>;
};

/** Compiles the broker into `directory`, to be run as a process of its own. */
export async function compileBroker(directory: string): Promise<string> {
  const names = await Promise.all(
    FOLDERS.map(async (folder) => {
      const found = await readdir(join(SOURCES, folder), { recursive: true });
      return found.map((name) => join(folder, name));
    }),
  );
  const sources = names.flat().filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
  await Promise.all(
    sources.map(async (name) => {
      const { code } = await transformFile(join(SOURCES, name), {
        jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
      });
      const target = join(directory, name.replace(/\.ts$/, '.js'));
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, code);
    }),
  );
  return join(directory, 'serviceBus', 'main.js');
}

export async function startBrokerProcess(
  main: string,
  { config, state, port }: { config: string; state: string; port: number },
): Promise<BrokerProcess> {
  const child = spawn(
    process.execPath,
    [main, '--config', config, '--state', state, '--port', String(port)],
    { env: { ...process.env, NODE_PATH: NODE_MODULES }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return { connectionString: await firstLine(child), kill: () => kill(child) };
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    return line;
  }
  throw new Error('the broker ended before it said where it listens');
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
