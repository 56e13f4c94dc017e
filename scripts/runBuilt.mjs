// Runs a built program of this checkout: makes the checkout ready if need be, and takes the Node
// that comes as a package if the one that started this is too old.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const at = (/** @type {string[]} */ ...names) => path.join(root, ...names);

/** Runs `dist/…` under the name that people call it by, in the current directory. */
export async function runBuilt(/** @type {string} */ name, /** @type {string[]} */ ...file) {
  // A program that was built before is better than none: setup has said what is wrong.
  const setup = spawnSync(process.execPath, [at('scripts', 'setup.mjs')], { stdio: 'inherit' });
  const program = at('dist', ...file);
  if (setup.status !== 0 && !existsSync(program)) {
    process.exitCode = setup.status ?? 1;
  } else if (Number.parseInt(process.versions.node, 10) >= 24) {
    await import(pathToFileURL(program).href);
  } else {
    runInOwnProcess(name, program);
  }
}

function runInOwnProcess(/** @type {string} */ name, /** @type {string} */ program) {
  const own = ['node', 'node.exe'].map((file) => at('node_modules', 'node', 'bin', file));
  const node = own.find((file) => existsSync(file)) ?? process.execPath;
  // By the channel the program learns that this process is gone, even if it was killed.
  const running = spawn(node, [program, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // Repeated quickly, as at a terminal, where the program hears of it as well, they count once.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => running.kill(signal));
  }
  running.once('error', ({ message }) => {
    process.stderr.write(`${name}: ${message}\n`);
    process.exitCode = 1;
  });
  running.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
