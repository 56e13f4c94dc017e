import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestCloud, aDeployment, deploymentId } from './support/testCloud';

const id = deploymentId('circuit-1');

describe('the state', () => {
  let cloud: TestCloud;
  beforeEach(async () => {
    cloud = await TestCloud.start();
    await cloud.control('PUT', '/machineLearning/profile', { name: 'none' });
    await cloud.setScene('circuit-1');
  });
  afterEach(async () => cloud.close());

  /** What a simulator finds that starts on what is on the disk now, as after a kill. */
  async function afterKill<T>(look: (other: TestCloud) => Promise<T>): Promise<T> {
    const copy = await mkdtemp(join(tmpdir(), 'machine-learning-killed-'));
    await cp(cloud.stateDirectory, copy, { recursive: true });
    const other = await TestCloud.start({ stateDirectory: copy });
    try {
      return await look(other);
    } finally {
      await other.close();
      await rm(copy, { recursive: true });
    }
  }

  it('holds every answered write when the process is killed', async () => {
    await cloud.call('PATCH', id, { body: { tags: { written: 'yes' } } });

    const found = await afterKill(async (other) => other.call('GET', id));

    expect(found.body.tags).toEqual({ written: 'yes' });
  });

  it('lets an operation in flight go on after a kill, to the end it began with', async () => {
    await cloud.restart({ speed: 20 });
    const { body } = await cloud.call('PUT', id, { body: aDeployment({ description: 'new' }) });
    const followedAt = new URL(body.properties.properties.AzureAsyncOperationUri);

    await afterKill(async (other) => {
      const path = `${followedAt.pathname}${followedAt.search}`;
      const running = await other.call('GET', path);
      const ended = await other.untilEnded(path);

      expect(running.body.status).toBe('Updating');
      expect(ended.status).toBe('Succeeded');
      expect((await other.call('GET', id)).body.properties).toMatchObject({
        provisioningState: 'Succeeded',
        description: 'new',
      });
    });
  });

  it('holds nothing of a write that was not answered', async () => {
    await cloud.restart({ speed: 1 });
    const write = cloud.call('PUT', id, { body: aDeployment({ description: 'late' }) });
    const outcome = write.then(
      () => 'answered',
      () => 'lost',
    );
    await cloud.until409(id);

    await cloud.restart();

    expect(await outcome).toBe('lost');
    expect((await cloud.call('GET', id)).body.properties).not.toHaveProperty('description');
  });

  it('holds the journal over a restart', async () => {
    await cloud.call('GET', id);
    await cloud.restart();

    expect((await cloud.journal()).filter(({ path }) => path === id)).toHaveLength(1);
  });
});
