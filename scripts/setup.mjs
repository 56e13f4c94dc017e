// Makes a checkout ready: installs from the lockfile when node_modules is missing or older than
// it, mends what is faulty there, then builds when a source has changed. Runs on whatever Node
// started npm, before any dependency is there, and says nothing when there is nothing to do.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isRheaPatched, patchRhea } from './patchRhea.mjs';
import { inTurn } from './turn.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const at = (/** @type {string[]} */ ...names) => path.join(root, ...names);

const lockfile = at('package-lock.json');
const modules = at('node_modules');
const installed = at('node_modules', '.package-lock.json');
const binaries = at('node_modules', '.bin');
const buildSettings = at('tsconfig.build.json');
const dist = at('dist');
const built = at('dist', '.built');

/**
 * Not `npm ci`: it refuses a lockfile in which binaries for other platforms are missing, as a
 * registry that does not hold them all leaves it, and it deletes what is there before it tries.
 */
const install = [
  'install',
  '--no-save',
  '--include=dev',
  '--prefer-offline',
  '--no-audit',
  '--no-fund',
];

/** @type {import('node:child_process').ChildProcess | undefined} */
let working;

// Ends through exit, so that the turn is given up.
for (const [signal, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
]) {
  process.once(`${signal}`, () => {
    working?.kill();
    process.exit(128 + Number(number));
  });
}

try {
  if (needsInstall() || !isRheaPatched(modules) || needsBuild()) {
    const onWait = () => say('waiting for another setup of this checkout');
    await inTurn(at('.local', 'setup.lock'), { work: makeReady, onWait });
  }
  checkNode();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function makeReady() {
  // Asked again: another setup may have done it while this one waited for its turn.
  if (needsInstall()) {
    await run('installing packages from the lockfile (the first time takes a minute)', {
      command: 'npm',
      args: install,
    });
  }
  patchRhea(modules);
  if (needsBuild()) {
    // Taken before the build: what is edited meanwhile is built the next time.
    const sources = fingerprint();
    removeOrphans();
    await run('building', {
      command: process.execPath,
      args: [at('node_modules', 'typescript', 'bin', 'tsc'), '-p', buildSettings],
    });
    writeFileSync(built, sources);
  }
}

function needsInstall() {
  return !existsSync(installed) || statSync(installed).mtimeMs < statSync(lockfile).mtimeMs;
}

function needsBuild() {
  return !existsSync(built) || readFileSync(built, 'utf8') !== fingerprint();
}

/** Changes with every source that is added, edited or deleted, and with what compiles them. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const file of [lockfile, at('tsconfig.json'), buildSettings, ...sourceFiles()]) {
    const { size, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? {};
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function sourceFiles() {
  const entries = sourceFolders().flatMap(entriesUnder);
  return entries.filter((entry) => entry.endsWith('.ts')).toSorted();
}

function sourceFolders() {
  /** @type {unknown} */
  const settings = JSON.parse(readFileSync(buildSettings, 'utf8'));
  if (settings instanceof Object && 'include' in settings && Array.isArray(settings.include)) {
    return settings.include.map((folder) => at(String(folder)));
  }
  throw new Error('tsconfig.build.json: "include" names no source folders');
}

function entriesUnder(/** @type {string} */ folder) {
  if (!existsSync(folder)) {
    return [];
  }
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.map((name) => path.join(folder, name));
}

/** The compiler leaves the output of a deleted source in place, where the app would load it. */
function removeOrphans() {
  const output = /\.js(\.map)?$/;
  const entries = entriesUnder(dist).toSorted();
  for (const file of entries.filter((entry) => output.test(entry))) {
    if (!existsSync(at(path.relative(dist, file).replace(output, '.ts')))) {
      rmSync(file);
    }
  }
  // Backwards: a folder comes after the folders inside it.
  for (const folder of entries.toReversed().filter((entry) => statIfAny(entry)?.isDirectory())) {
    if (readdirSync(folder).length === 0) {
      rmdirSync(folder);
    }
  }
}

function statIfAny(/** @type {string} */ entry) {
  return statSync(entry, { throwIfNoEntry: false });
}

/** npm scripts run on the Node that comes as a package, unless npm was told to run no scripts. */
function checkNode() {
  const own = ['node', 'node.exe'].map((name) => at('node_modules', 'node', 'bin', name));
  if (Number.parseInt(process.versions.node, 10) < 24 && !own.some((file) => existsSync(file))) {
    throw new Error(
      `needs Node 24 and found ${process.version}; node_modules/node/bin, where npm puts one, ` +
        'is empty (did npm run with ignore-scripts?)',
    );
  }
}

/** Says what takes long. What the command prints is shown only when it fails. */
async function run(
  /** @type {string} */ what,
  /** @type {{ command: string, args: string[] }} */ { command, args },
) {
  say(what);
  /** @type {string[]} */
  const printed = [];
  working = spawn(command, args, {
    cwd: root,
    env: { ...process.env, PATH: pathOutsideNodeModules() },
    shell: process.platform === 'win32' && command === 'npm',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  working.stdout?.setEncoding('utf8').on('data', (text) => printed.push(text));
  working.stderr?.setEncoding('utf8').on('data', (text) => printed.push(text));
  const end = await endOf(working);
  working = undefined;
  if (end !== 0) {
    process.stderr.write(printed.join(''));
    throw new Error(`${what}: failed (${path.basename(command)} ended with ${end})`);
  }
}

/** @returns {Promise<number | string>} the exit code, or what ended it instead */
function endOf(/** @type {import('node:child_process').ChildProcess} */ child) {
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'nothing known'));
  });
}

/** npm must not run on the Node in node_modules, which it is about to replace. */
function pathOutsideNodeModules() {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.filter((folder) => path.resolve(folder) !== binaries).join(path.delimiter);
}

function say(/** @type {string} */ what) {
  process.stderr.write(`ripcord: ${what}\n`);
}
