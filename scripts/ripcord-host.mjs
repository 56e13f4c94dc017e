#!/usr/bin/env node
// The command `ripcord-host`: makes the checkout ready if need be, then runs the built host in the
// current directory, on the Node that comes as a package if the one that started this is too old.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const at = (/** @type {string[]} */ ...names) => path.join(root, ...names);

// A host that was built before is better than none: setup has said what is wrong.
const setup = spawnSync(process.execPath, [at('scripts', 'setup.mjs')], { stdio: 'inherit' });
const host = at('dist', 'local', 'host', 'main.js');
if (setup.status !== 0 && !existsSync(host)) {
  process.exitCode = setup.status ?? 1;
} else if (Number.parseInt(process.versions.node, 10) >= 24) {
  await import(pathToFileURL(host).href);
} else {
  runInOwnProcess();
}

function runInOwnProcess() {
  const own = ['node', 'node.exe'].map((name) => at('node_modules', 'node', 'bin', name));
  const node = own.find((file) => existsSync(file)) ?? process.execPath;
  // By the channel the host learns that this process is gone, even if it was killed.
  const running = spawn(node, [host, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // Repeated quickly, as at a terminal, where the host hears of it as well, they count once.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => running.kill(signal));
  }
  running.once('error', ({ message }) => {
    process.stderr.write(`ripcord-host: ${message}\n`);
    process.exitCode = 1;
  });
  running.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
