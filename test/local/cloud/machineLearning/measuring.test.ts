import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../../../support/until';
import {
  TestCloud,
  aDeployment,
  deploymentId,
  endpointId,
  environmentId,
  workspaceId,
} from './support/testCloud';
import type { Body } from './support/testCloud';

const circuit = 'deployment-circuit-C001';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await TestCloud.start();
  await cloud.control('PUT', '/machineLearning/profile', { name: 'none' });
});
afterEach(() => cloud.close());

const summaries = async (): Promise<Body[]> =>
  (await cloud.control('GET', '/machineLearning/journal?fields=summary')).entries;
const operations = async (): Promise<Body[]> =>
  (await cloud.control('GET', '/machineLearning/operations')).operations;

describe('a journal that can be measured by', () => {
  it('says of each call when, who, what, how it was let in, how long it took and what it started', async () => {
    await cloud.setScene(circuit);
    const body = JSON.stringify(aDeployment());

    await cloud.call('PUT', deploymentId(circuit), { body });

    const [operation] = await operations();
    expect(await summaries()).toEqual([
      {
        sequence: 1,
        at: expect.stringMatching(/Z$/),
        serviceSeconds: expect.any(Number),
        principal: 'app',
        method: 'PUT',
        path: deploymentId(circuit),
        query: '?api-version=2022-10-01',
        apiVersion: '2022-10-01',
        status: 200,
        throttle: 'admitted',
        bodyHash: createHash('sha256').update(body).digest('hex'),
        operation: operation.name,
        milliseconds: expect.any(Number),
      },
    ]);
  });

  it('tells the service’s time, which goes as many times as fast as ours', async () => {
    await cloud.call('GET', workspaceId);
    await until('a real tenth of a second is over', async () => {
      await cloud.call('GET', workspaceId);
      const [first, last] = [(await summaries())[0], (await summaries()).at(-1)];
      return Date.parse(last.at) - Date.parse(first.at) >= 100;
    });

    const all = await summaries();
    const [first, last] = [all[0], all.at(-1)];
    const realSeconds = (Date.parse(last.at) - Date.parse(first.at)) / 1000;
    expect(last.serviceSeconds - first.serviceSeconds).toBeCloseTo(realSeconds * 1000, 3);
  });

  it('says which calls were throttled, met trouble, or never came as far as the throttle', async () => {
    await cloud.setScene(circuit);
    await cloud.control('PUT', '/machineLearning/latencies', { deploymentOperation: [0, 0] });
    await cloud.restart({ speed: 1, profile: 'strict' });
    await cloud.control('PUT', '/machineLearning/latencies', { deploymentWrite: [0, 0] });
    await cloud.control('DELETE', '/machineLearning/journal');
    for (let write = 0; write < 6; write += 1) {
      await cloud.call('PUT', deploymentId(`circuit-${write}`), { body: aDeployment() });
    }
    await cloud.call('GET', workspaceId, { headers: { Authorization: 'Bearer none' } });

    const all = await summaries();

    expect(all.map(({ status, throttle }) => `${status} ${throttle}`)).toEqual([
      ...Array.from({ length: 5 }, () => '201 admitted'),
      '429 throttled',
      '401 null',
    ]);
  });

  it('tells how long each operation lived, and which still do', async () => {
    await cloud.setScene(circuit, 'deployment-circuit-C002');
    await cloud.control('PUT', '/machineLearning/faults', [
      { match: { pathPattern: 'C002' }, effect: { operation: 'hang' } },
    ]);
    await cloud.call('PUT', deploymentId(circuit), { body: aDeployment() });
    await cloud.call('PUT', deploymentId('deployment-circuit-C002'), { body: aDeployment() });

    const [ended, hanging] = await until('the first has ended', async () => {
      const all = await operations();
      return all[0].endedAt !== null && all;
    });

    expect(ended).toMatchObject({
      sequence: 1,
      resource: deploymentId(circuit).toLowerCase(),
      state: 'Updating',
      status: 'Succeeded',
    });
    const seconds = ended.endedServiceSeconds - ended.startedServiceSeconds;
    expect(seconds).toBeGreaterThanOrEqual(20);
    expect(seconds).toBeLessThanOrEqual(31);
    expect(hanging).toMatchObject({ sequence: 2, status: 'Running', endedAt: null });
    const later = await cloud.control('GET', '/machineLearning/operations?since=1');
    expect(later.operations.map(({ sequence }: Body) => sequence)).toEqual([2]);
  });

  it('keeps the bodies of writes alone, or none, and the hash of each', async () => {
    await cloud.setScene();
    const write = async () =>
      cloud.call('PATCH', endpointId, { body: { tags: { plant: 'P001' } } });

    await cloud.control('PUT', '/machineLearning/journal/bodies', { keep: 'writes' });
    await cloud.call('GET', endpointId);
    await write();
    await cloud.control('PUT', '/machineLearning/journal/bodies', { keep: 'none' });
    await write();

    const [read, kept, bare] = await cloud.journal();
    expect(read!.responseBody).toBeUndefined();
    expect(kept!.requestBody).toEqual({ tags: { plant: 'P001' } });
    expect(bare!.requestBody).toBeUndefined();
    expect(bare!.bodyHash).toBe(kept!.bodyHash);
    await cloud.restart();
    expect(await cloud.control('GET', '/machineLearning/journal/bodies')).toEqual({ keep: 'none' });
  });
});

describe('latencies', () => {
  it('are chosen for each kind of call and of operation, over a restart, until they are the usual ones again', async () => {
    await cloud.setScene(circuit);
    const chosen = await cloud.control('PUT', '/machineLearning/latencies', {
      list: [300, 300],
      deploymentWrite: [0, 0],
      deploymentOperation: [100, 100],
    });
    await cloud.restart();

    await cloud.call('GET', `${endpointId}/deployments`);
    await cloud.call('PUT', deploymentId(circuit), { body: aDeployment() });

    const [list, put] = (await summaries()).slice(-2);
    expect(list.milliseconds).toBeGreaterThanOrEqual(299);
    expect(put.milliseconds).toBeLessThan(299);
    const ended = await until('it has ended', async () => {
      const [one] = await operations();
      return one.endedAt !== null && one;
    });
    expect(ended.endedServiceSeconds - ended.startedServiceSeconds).toBeCloseTo(100, 3);
    expect(chosen).toMatchObject({ list: [300, 300], read: [0.05, 0.07] });
    expect(await cloud.control('PUT', '/machineLearning/latencies', {})).toMatchObject({
      list: [0.05, 0.07],
    });
  });

  it.each([{ reads: [0, 1] }, { read: [2, 1] }, { read: [-1, 0] }, { read: 1 }, [], undefined])(
    'refuse %j',
    async (body) => {
      await expect(cloud.control('PUT', '/machineLearning/latencies', body)).rejects.toThrow('400');
    },
  );
});

describe('the throttle profile', () => {
  it('is chosen for a start, at run time, and holds for the next start', async () => {
    const name = () => cloud.control('GET', '/machineLearning/profile');

    await cloud.restart({ profile: 'strict' });
    expect(await name()).toEqual({ name: 'strict' });
    await cloud.control('PUT', '/machineLearning/profile', { name: 'arm' });
    await cloud.restart();
    expect(await name()).toEqual({ name: 'arm' });
  });

  it('gives the 200 writes of a burst to the first 200, whoever comes side by side', async () => {
    await cloud.setScene();
    await cloud.control('PUT', '/machineLearning/latencies', { read: [0, 0], patch: [0, 0] });
    await cloud.restart({ speed: 0.01, profile: 'arm' });

    const answers = await Promise.all(
      Array.from({ length: 210 }, () => cloud.call('PATCH', endpointId, { body: { tags: {} } })),
    );

    const refused = answers.filter(({ status }) => status === 429);
    const left = answers
      .map(({ headers }) => headers.get('x-ms-ratelimit-remaining-subscription-writes'))
      .filter((count) => count !== null)
      .map(Number)
      .toSorted((one, other) => one - other);
    expect(refused).toHaveLength(10);
    expect(left).toEqual(Array.from({ length: 200 }, (_, index) => index));
    expect(refused[0]!.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(refused[0]!.body.error.code).toBe('SubscriptionRequestsThrottled');
  });
});

describe('twenty thousand deployments', () => {
  const endpointOf = (plant: number) => `${workspaceId}/batchEndpoints/plant-${plant}`;
  const plant = (number: number) => [
    { id: endpointOf(number), location: 'westeurope', properties: { authMode: 'AADToken' } },
    ...Array.from({ length: 20 }, (_, index) => ({
      id: `${endpointOf(number)}/deployments/circuit-${index}`,
      ...aDeployment(),
    })),
  ];

  it('are put in place in one call, and make no call on one of them slower', async () => {
    const environment = { id: environmentId('1.5.0'), properties: { image: 'x' } };
    await cloud.control('PUT', '/machineLearning/resources', [environment, ...plant(0)]);
    await cloud.control('PUT', '/machineLearning/latencies', {
      list: [0, 0],
      deploymentWrite: [0, 0],
      deploymentOperation: [0, 0],
    });
    const few = await medians();
    const all = Array.from({ length: 999 }, (_, index) => plant(index + 1)).flat();

    const began = performance.now();
    expect(await cloud.control('PUT', '/machineLearning/resources', all)).toEqual({
      imported: 999 * 21,
    });
    const seconds = (performance.now() - began) / 1000;
    const many = await medians();

    expect(seconds).toBeLessThan(10);
    expect(many.list).toBeLessThan(5 * few.list + 2);
    expect(many.write).toBeLessThan(5 * few.write + 2);
  }, 30_000);

  /** Milliseconds that the list of one plant and the write of one circuit take. */
  async function medians(): Promise<{ list: number; write: number }> {
    await cloud.control('DELETE', '/machineLearning/journal');
    for (let index = 0; index < 20; index += 1) {
      const list = await cloud.call('GET', `${endpointOf(0)}/deployments`);
      expect(list.body.value).toHaveLength(20);
      const id = `${endpointOf(0)}/deployments/circuit-${index}`;
      const write = await cloud.call('PUT', id, { body: aDeployment() });
      expect(write.status).toBe(200);
    }
    const all = await summaries();
    const medianOf = (wanted: string): number =>
      all
        .filter(({ method }) => method === wanted)
        .map(({ milliseconds }) => milliseconds)
        .toSorted((one, other) => one - other)
        .at(10);
    return { list: medianOf('GET'), write: medianOf('PUT') };
  }
});
