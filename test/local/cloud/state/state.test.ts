import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lockDirectory } from '../../../../local/cloud/state/lockDirectory';
import { quietPorts } from '../../../../local/cloud/state/quietPorts';
import { portsFrom, rememberedPorts, rememberPorts } from '../../../../local/cloud/state/ports';
import { writeAtomically } from '../../../../local/cloud/state/writeAtomically';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'state-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('lockDirectory', () => {
  it('refuses a second holder and names the first', async () => {
    const lock = await lockDirectory(directory);

    await expect(lockDirectory(directory)).rejects.toThrow(
      `${directory} is in use by process ${process.pid}`,
    );
    lock.release();
  });

  it('can be taken again after it was released', async () => {
    (await lockDirectory(directory)).release();

    const again = await lockDirectory(directory);

    await expect(lockDirectory(directory)).rejects.toThrow(/in use/);
    again.release();
  });

  it('is free as soon as its holder is killed', async () => {
    const script = `
      require('./dist/local/cloud/state/lockDirectory')
        .lockDirectory(process.argv[1])
        .then(() => { console.log('locked'); setInterval(() => {}, 1000); });`;
    const holder = spawn(process.execPath, ['-e', script, directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    await expect(lockDirectory(directory)).rejects.toThrow(`in use by process ${holder.pid}`);

    holder.kill('SIGKILL');
    await once(holder, 'exit');

    const lock = await lockDirectory(directory);
    lock.release();
  });
});

describe('ports', () => {
  it('are neighbours below those that the system hands out, until they are remembered', async () => {
    const range = await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').catch(() => '');
    const handedOutFrom = Number.parseInt(range, 10) || 32_768;
    const first = await rememberedPorts(directory);

    expect(first).toEqual(portsFrom(first.identity));
    expect(first.control).toBeLessThan(handedOutFrom);

    await rememberPorts(directory, portsFrom(7000));

    expect(await rememberedPorts(directory)).toEqual({
      identity: 7000,
      blob: 7001,
      serviceBus: 7002,
      machineLearning: 7003,
      monitor: 7004,
      control: 7005,
    });
  });

  it('are none where the system hands out all that may be called', async () => {
    const rangeFile = path.join(directory, 'range');
    await writeFile(rangeFile, '12003\t60999\n');

    expect(await quietPorts(4, { rangeFile })).toBeUndefined();
  });

  it('are passed over when somebody has one of them', async () => {
    const rangeFile = path.join(directory, 'range');
    const from = (await quietPorts(3))!;
    await writeFile(rangeFile, `${from + 3} 60999`);
    expect(await quietPorts(3, { from, rangeFile })).toBe(from);

    const server = createServer().listen(from + 1, '127.0.0.1');
    await once(server, 'listening');
    const found = await quietPorts(3, { from, rangeFile });
    server.close();
    await once(server, 'close');

    expect(found).toBeUndefined();
  });

  it('are not guessed when the memory is damaged', async () => {
    await writeFile(path.join(directory, 'ports.json'), '{"blob":');

    await expect(rememberedPorts(directory)).rejects.toThrow(/ports\.json is damaged/);
  });
});

describe('writeAtomically', () => {
  it('replaces the text and leaves nothing else behind', async () => {
    const file = path.join(directory, 'endpoints.json');
    await writeAtomically(file, 'old');

    await writeAtomically(file, 'new');

    expect(await readFile(file, 'utf8')).toBe('new');
    expect(await readdir(directory)).toEqual(['endpoints.json']);
  });
});
