import { describe, expect, it } from '@jest/globals';
import { isRunning, peakMemoryMb } from '../../../bench/process/process';
import type { Process } from '../../../bench/process/process';
import { runToEnd } from '../../../bench/process/runToEnd';

const run = { cwd: __dirname, env: process.env, signal: new AbortController().signal };
const node = (script: string) => [process.execPath, '-e', script] as const;

/** A process with a child in a session of its own, both of which would run for ever. */
const forEver = `
  process.on('SIGTERM', () => {});
  require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], {
    detached: true,
    stdio: 'inherit',
  });
  setInterval(() => {}, 1e6);
`;

// It finds processes under /proc.
const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('runToEnd', () => {
  it('answers with the seconds a command took', async () => {
    const seconds = await runToEnd(node('setTimeout(() => {}, 300)'), run);

    expect(seconds).toBeGreaterThan(0.3);
    expect(seconds).toBeLessThan(20);
  });

  it('fails with the code and the last words of a command that fails', async () => {
    const failing = runToEnd(node('console.error("no such plant"); process.exitCode = 3'), run);

    await expect(failing).rejects.toThrow(/ended with 3:\nno such plant$/);
  });

  it('fails when the command cannot be started', async () => {
    await expect(runToEnd(['ripcord-no-such-program'], run)).rejects.toThrow('ENOENT');
  });

  it('shows what a command has started, and stops it all when aborted', async () => {
    const stop = new AbortController();
    let seen: readonly Process[] = [];

    const running = runToEnd(node(forEver), {
      ...run,
      signal: stop.signal,
      graceMs: 200,
      watch: (family) => {
        seen = family;
        if (family.length === 2 && family.every((each) => peakMemoryMb(each) > 30)) {
          stop.abort(new Error('enough'));
        }
      },
    });

    await expect(running).rejects.toThrow('enough');
    expect(seen).toHaveLength(2);
    expect(seen.filter(isRunning)).toEqual([]);
  });

  it('stops what a command leaves behind when it ends', async () => {
    const leavesOne = `
      require('node:child_process').spawn('sleep', ['1000'], { stdio: 'ignore' }).unref();
      setTimeout(() => {}, 500);
    `;
    let seen: readonly Process[] = [];

    await runToEnd(node(leavesOne), {
      ...run,
      watch: (family) => (seen = [...seen, ...family]),
    });

    expect(new Set(seen.map(({ pid }) => pid)).size).toBe(2);
    expect(seen.filter(isRunning)).toEqual([]);
  });
});
