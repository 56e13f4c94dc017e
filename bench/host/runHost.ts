import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

export type MeasuredHost = { origin: string; stop: () => Promise<void> };

/** As many activities at a time as the figures are given for. */
const hostJson = {
  version: '2.0',
  extensions: { durableTask: { hubName: 'Bench', maxConcurrentActivityFunctions: 100 } },
};

const longestStartMs = 30_000;

/** Runs the built host on an app, by default that of this folder, as the command would; its state is on disk. */
export async function runHost(
  root: string,
  folder: string,
  measuredApp = require.resolve('./app'),
): Promise<MeasuredHost> {
  const app = path.join(folder, 'app');
  await mkdir(app);
  await symlink(path.join(root, 'node_modules'), path.join(app, 'node_modules'));
  const measured = JSON.stringify(measuredApp);
  await writeFile(path.join(app, 'index.js'), `require(${measured});\n`);
  await writeFile(path.join(app, 'package.json'), '{"main":"index.js"}\n');
  await writeFile(path.join(app, 'host.json'), JSON.stringify(hostJson));

  const main = path.join(root, 'dist', 'local', 'host', 'main.js');
  const child = spawn(
    process.execPath,
    [main, 'start', '--script-root', app, '--state', path.join(folder, 'state'), '--port', '0'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  };
  try {
    return { origin: await originOf(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the host says it listens on, once its triggers run. Rejects when it ends before that. */
async function originOf(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`The host ${why}:\n${said}`));
    const tooLate = setTimeout(() => fail('did not start in time'), longestStartMs);
    const listen = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-8_000);
      const [, origin] = /Listening on (\S+)[\s\S]*Host lock lease acquired/.exec(said) ?? [];
      if (origin !== undefined) {
        clearTimeout(tooLate);
        resolve(origin);
      }
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('error', ({ message }) => fail(`did not start: ${message}`));
    child.once('exit', (code) => {
      clearTimeout(tooLate);
      fail(`ended with ${code}`);
    });
  });
}
