import { afterAll, beforeAll, expect, it, describe } from '@jest/globals';
import { deployments } from '../../shared/azure/machineLearning/deployments';
import { sharded } from '../../shared/azure/machineLearning/sharded';
import { shortAsset } from '../../shared/domain/asset';
import { Fleet } from '../../shared/domain/fleet';
import { sharesOf } from '../../shared/domain/restore/shares';
import { aRollbackPlace } from '../support/aRollbackPlace';
import { aFleet, aRelease, before, releaseText } from '../support/builders';
import { startWorkspace, workspaceId } from '../support/machineLearning';
import type { Resource, SimulatedWorkspace } from '../support/machineLearning';
import { MemoryBlobs } from '../support/memoryBlobs';
import { establishTrust } from '../support/trust';
import type { Trust } from '../support/trust';

const own = '00000000-1111-2222-3333-444444444444';
const other = '77777777-8888-4999-aaaa-bbbbbbbbbbbb';
const names = { resourceGroup: 'mlops-rg', name: 'prod-ml-workspace' };
const [first, second] = aFleet({ plants: 2, circuits: 5 }).plants;
const fleet = Fleet.parse({
  ...aFleet(),
  workspaces: [
    {
      name: 'second',
      subscriptionId: other,
      resourceGroup: names.resourceGroup,
      workspace: names.name,
    },
  ],
  plants: [first, { ...second, workspace: 'second' }],
});

let trust: Trust;
let cloud: SimulatedWorkspace;

beforeAll(async () => {
  trust = await establishTrust();
  cloud = await startWorkspace(trust, {
    speed: 20_000,
    workspaces: [names, { ...names, subscriptionId: other }],
  });
  await cloud.setFleet(fleet);
  // What `setFleet` puts beside the first plant belongs to the second subscription.
  const all = (await cloud.control('GET', '/machineLearning/resources')) as Resource[];
  const moved = JSON.stringify(
    all.filter(({ id }) => id.includes('plant-P002') || id.includes('/environments/')),
  ).replaceAll(own, other);
  await cloud.control(
    'DELETE',
    `/machineLearning/resources?prefix=${workspaceId}/batchEndpoints/batch-endpoint-plant-P002`,
  );
  await cloud.set(...(JSON.parse(moved) as Resource[]));
});

afterAll(async () => {
  await cloud.close();
  await trust.close();
});

describe('a fleet that lies in two subscriptions', () => {
  it('is rolled back plant by plant where each lies', async () => {
    const azure = sharded({
      home: cloud.place,
      fleet: async () => fleet,
      by: 'workspace',
      connect: (place) => deployments(place, trust.credential('AzureML Data Scientist')),
    });
    const blobs = new MemoryBlobs({
      'releases/Release-123.json': releaseText(aRelease({}, fleet)),
    });
    const { rollBack, services } = aRollbackPlace({ blobs, fleet, deployments: azure });

    await rollBack({ release: 'Release-123', key: 'both', reason: 'jobs fail' });

    const incident = await services.incidents.read('manual-both');
    expect(incident?.outcomes.map(({ status }) => status)).toEqual(Array(10).fill('restored'));
    const puts = (await cloud.journal()).filter(({ method }) => method === 'PUT');
    expect(puts.filter(({ path }) => path.includes(own) && path.includes('P001'))).toHaveLength(5);
    expect(puts.filter(({ path }) => path.includes(other) && path.includes('P002'))).toHaveLength(
      5,
    );
    const all = (await cloud.control('GET', '/machineLearning/resources')) as Resource[];
    const running = all
      .filter(({ id }) => id.includes('/deployments/'))
      .map(({ properties }) => shortAsset(String(properties['environmentId'])));
    expect(running).toEqual(Array(10).fill(before));
  });

  it('shares what each subscription lets us write among its own plants alone', () => {
    const shares = sharesOf([
      { plant: 'P001', writes: 20 },
      { plant: 'P002', writes: 20, budget: other },
      { plant: 'P003', writes: 10 },
    ]);

    expect(shares).toEqual([
      { plant: 'P001', share: { writes: 20, ofWrites: 30, turn: 0, plants: 2 } },
      { plant: 'P002', share: { writes: 20, ofWrites: 20, turn: 0, plants: 1 } },
      { plant: 'P003', share: { writes: 10, ofWrites: 30, turn: 1, plants: 2 } },
    ]);
  });

  it('is refused when a plant names a workspace that is none', () => {
    const stray = { ...fleet, plants: [{ ...first, workspace: 'third' }] };

    expect(Fleet.safeParse(stray).error?.issues[0]?.message).toMatch(/none of workspaces/);
  });
});
