// Makes a fresh clone ready: installs from the lockfile when node_modules is missing or older
// than it, then builds. Runs on whatever Node started npm, before any dependency is there.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const installed = path.join(root, 'node_modules', '.package-lock.json');
const lockfile = path.join(root, 'package-lock.json');

/** Long work says what it is; its own output is shown only when it fails. */
function run(
  /** @type {string} */ what,
  /** @type {string} */ command,
  /** @type {string[]} */ args,
) {
  process.stderr.write(`ripcord: ${what}\n`);
  const { status, error, stdout } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) {
    process.stderr.write(
      `${stdout ?? ''}\nripcord: ${what} failed${error ? `: ${error.message}` : ''}\n`,
    );
    process.exit(status ?? 1);
  }
}

if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lockfile).mtimeMs) {
  run('installing packages from the lockfile (first time takes a minute)', 'npm', [
    'ci',
    '--no-audit',
    '--no-fund',
  ]);
}
run('building', process.execPath, [
  path.join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
  '-p',
  'tsconfig.build.json',
]);
