import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const root = path.resolve(__dirname, '..', '..');
let checkout: string;

const faultyRhea =
  'if ((first !== last && !message.are_outcomes_equivalent(last.state, delivery.state)))';

/** Stands in for the registry: notes each call, and links what is installed here. */
const npm = `#!/bin/sh
echo "npm $*" >> npm.log
echo "fetching from the registry"
if [ -e npm-fails ]; then echo "npm error E404" >&2; exit 7; fi
rm -rf node_modules
mkdir -p node_modules/node/bin
ln -s "${root}/node_modules/typescript" node_modules/typescript
mkdir -p node_modules/rhea/lib
echo '{ "version": "3.0.5" }' > node_modules/rhea/package.json
echo '${faultyRhea}' > node_modules/rhea/lib/session.js
touch node_modules/node/bin/node node_modules/.package-lock.json
`;

beforeEach(() => {
  checkout = mkdtempSync(path.join(os.tmpdir(), 'ripcord-setup-'));
  for (const folder of ['scripts', 'bin', 'shared']) {
    mkdirSync(path.join(checkout, folder));
  }
  for (const script of ['setup.mjs', 'patchRhea.mjs', 'turn.mjs']) {
    copyFileSync(path.join(root, 'scripts', script), path.join(checkout, 'scripts', script));
  }
  const compilerOptions = {
    target: 'es2023',
    types: [],
    module: 'node20',
    rootDir: '.',
    outDir: 'dist',
    incremental: true,
    tsBuildInfoFile: 'dist/.tsbuildinfo',
  };
  write('bin/npm', npm);
  chmodSync(path.join(checkout, 'bin/npm'), 0o755);
  write('package-lock.json', '{}');
  write('tsconfig.json', '{}');
  write('tsconfig.build.json', JSON.stringify({ compilerOptions, include: ['shared'] }));
  write('shared/kept.ts', 'export const kept = 1;\n');
  write('shared/gone/gone.ts', 'export const gone = 1;\n');
});

afterEach(() => {
  rmSync(checkout, { recursive: true });
});

describe('setup', () => {
  it('installs and builds a fresh clone, and then has nothing to do or say', async () => {
    const first = await setUp();
    const second = await setUp();

    expect(first.code).toBe(0);
    expect(has('dist/shared/kept.js')).toBe(true);
    expect(second).toEqual({ code: 0, said: '' });
    expect(read('node_modules/rhea/lib/session.js')).toContain('(last !== delivery &&');
    expect(installs()).toHaveLength(1);
    expect(installs()[0]).toMatch(/^npm install --no-save --include=dev /);
    expect(has('.local/setup.lock')).toBe(false);
  });

  it('installs again when the lockfile is newer than what is installed', async () => {
    await setUp();
    const soon = new Date(Date.now() + 60_000);
    utimesSync(path.join(checkout, 'package-lock.json'), soon, soon);

    await setUp();

    expect(installs()).toHaveLength(2);
  });

  it('builds what changed, without installing', async () => {
    await setUp();
    write('shared/kept.ts', 'export const kept = 22;\n');

    const { said } = await setUp();

    expect(said).toBe('ripcord: building\n');
    expect(read('dist/shared/kept.js')).toContain('22');
    expect(installs()).toHaveLength(1);
  });

  it('removes the output of a deleted source, and the folder it leaves empty', async () => {
    await setUp();
    rmSync(path.join(checkout, 'shared/gone'), { recursive: true });

    await setUp();

    expect(has('dist/shared/gone')).toBe(false);
    expect(has('dist/shared/kept.js')).toBe(true);
  });

  it('lets the second of two at once wait, and installs once', async () => {
    const ends = await Promise.all([setUp(), setUp()]);

    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    expect(installs()).toHaveLength(1);
  });

  it('takes the turn of a setup that was killed', async () => {
    const minuteAgo = new Date(Date.now() - 60_000);
    write('.local/setup.lock', '1\n');
    utimesSync(path.join(checkout, '.local/setup.lock'), minuteAgo, minuteAgo);

    const { code } = await setUp();

    expect(code).toBe(0);
    expect(has('.local/setup.lock')).toBe(false);
  });

  it('shows what npm printed when it fails, and ends with one line of its own', async () => {
    write('npm-fails', '');

    const { code, said } = await setUp();

    expect(code).toBe(1);
    expect(said).toContain('fetching from the registry\nnpm error E404\n');
    expect(said.trimEnd().split('\n').at(-1)).toMatch(
      /^ripcord: installing packages .*: failed \(npm ended with 7\)$/,
    );
  });

  it('fails on a source that does not compile, as often as it is asked', async () => {
    write('shared/kept.ts', 'export const kept: string = 1;\n');

    const first = await setUp();
    const second = await setUp();

    expect([first.code, second.code]).toEqual([1, 1]);
    expect(second.said).toContain('kept.ts');
    expect(second.said).toMatch(/ripcord: building: failed \(node ended with \d\)\n$/);
  });
});

async function setUp(): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['scripts/setup.mjs'], {
    cwd: checkout,
    env: { ...process.env, PATH: `${checkout}/bin${path.delimiter}${process.env['PATH']}` },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, said }));
  });
}

function write(name: string, text: string): void {
  const file = path.join(checkout, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const read = (name: string): string => readFileSync(path.join(checkout, name), 'utf8');
const has = (name: string): boolean => existsSync(path.join(checkout, name));
const installs = (): string[] => read('npm.log').trimEnd().split('\n');
