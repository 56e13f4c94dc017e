import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp } from './appServer';
import type { TestApp } from './appServer';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});

afterAll(async () => app.stop());

const main = path.resolve(__dirname, '../../dist/cli/main.js');

/** The command as it is built, in a process of its own. */
async function ripcordProcess(...args: string[]) {
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, RIPCORD_URL: app.url },
  });
  child.stdin.end('{"preset":"sofare"}');
  const [out, err, [exit]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { exit: exit as number, out, err };
}

describe('ripcord as a process', () => {
  it.each([
    { args: ['list'], exit: 0, out: 'No incidents.\n' },
    { args: ['status', 'manual-x'], exit: 1, err: 'ripcord: There is no rollback manual-x.\n' },
    {
      args: ['undo'],
      exit: 2,
      err: "ripcord: unknown command 'undo'\n(--help says what can be said)\n",
    },
    { args: ['policy', 'check', '-'], exit: 0, out: '-: fine, 4 rules, preset sofare\n' },
  ])('ends $args with $exit', async ({ args, exit, out = '', err = '' }) => {
    expect(await ripcordProcess(...args)).toEqual({ exit, out, err });
  });
});
