import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const script = pathToFileURL(path.join(__dirname, '../../scripts/patchRhea.mjs')).href;
const faulty =
  'if ((first !== last && !message.are_outcomes_equivalent(last.state, delivery.state))';

let modules: string;

beforeEach(async () => {
  modules = await mkdtemp(path.join(tmpdir(), 'patch-rhea-'));
});

afterEach(() => rm(modules, { recursive: true }));

async function aRhea(version: string, source: string): Promise<string> {
  const file = path.join(modules, 'rhea', 'lib', 'session.js');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(path.join(modules, 'rhea', 'package.json'), JSON.stringify({ version }));
  await writeFile(file, source);
  return file;
}

/** In a process of its own: it is an ES module. Answers what `isRheaPatched` says before and after. */
async function patch(): Promise<string> {
  const program = `import { isRheaPatched, patchRhea } from ${JSON.stringify(script)};
    const [, modules] = process.argv;
    const before = isRheaPatched(modules);
    patchRhea(modules);
    console.log(before, isRheaPatched(modules));`;
  const run = promisify(execFile);
  const args = ['--input-type=module', '-e', program, modules];
  return (await run(process.execPath, args)).stdout.trim();
}

describe('the patch of rhea', () => {
  it('changes the one comparison, once', async () => {
    const file = await aRhea('3.0.5', `before\n${faulty} || more) {\nafter`);

    expect(await patch()).toBe('false true');
    const mended = await readFile(file, 'utf8');
    expect(mended).toBe(
      `before\n${faulty.replace('first !== last', 'last !== delivery')} || more) {\nafter`,
    );

    expect(await patch()).toBe('true true');
    expect(await readFile(file, 'utf8')).toBe(mended);
  });

  it('refuses another version, and a source that is not what it was', async () => {
    const file = await aRhea('3.0.6', faulty);
    await expect(patch()).rejects.toThrow('found rhea 3.0.6 with 1 places to mend, expected 3.0.5');
    expect(await readFile(file, 'utf8')).toBe(faulty);

    await aRhea('3.0.5', 'rewritten');
    await expect(patch()).rejects.toThrow('found rhea 3.0.5 with 0 places to mend');
  });
});
