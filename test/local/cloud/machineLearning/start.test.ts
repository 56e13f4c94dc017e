import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestCloud, deploymentId, endpointId } from './support/testCloud';

describe('startMachineLearning', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'machine-learning-start-'));
  });
  afterAll(async () => rm(directory, { recursive: true }));

  it('says on 127.0.0.1 where it is reached', async () => {
    const cloud = await TestCloud.start();

    expect(cloud.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect((await cloud.call('GET', endpointId)).status).toBe(404);
    await cloud.close();
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the speed %d', async (speed) => {
    await expect(TestCloud.start({ speed })).rejects.toThrow(
      `speed is ${speed}; a number above 0 was expected`,
    );
  });

  it('refuses a port that is taken', async () => {
    const cloud = await TestCloud.start();
    const port = Number(new URL(cloud.url).port);

    await expect(TestCloud.start({ port })).rejects.toThrow('EADDRINUSE');
    await cloud.close();
  });

  it('gives its port back when the state cannot be opened', async () => {
    const stateDirectory = join(directory, 'file');
    await writeFile(stateDirectory, '');
    const free = await TestCloud.start();
    const port = Number(new URL(free.url).port);
    await free.close();

    await expect(TestCloud.start({ port, stateDirectory })).rejects.toThrow('EEXIST');
    await expect(reach(port)).rejects.toThrow('ECONNREFUSED');
  });

  it('stops in the middle of calls, and lets go of its port', async () => {
    const cloud = await TestCloud.start({ speed: 1 / 1000 });
    const port = Number(new URL(cloud.url).port);
    const calls = [cloud.call('GET', endpointId), cloud.call('GET', deploymentId('circuit-1'))];
    const outcomes = Promise.allSettled(calls);
    await reach(port);

    await cloud.close();

    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(reach(port)).rejects.toThrow('ECONNREFUSED');
  });
});

async function reach(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
  });
}
