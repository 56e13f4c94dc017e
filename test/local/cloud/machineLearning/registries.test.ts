import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TestCloud, resourceGroup, subscriptionId, workspaceId } from './support/testCloud';
import type { Body, Json } from './support/testCloud';
import { until } from '../../../support/until';

const provider = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.MachineLearningServices`;
const registryId = `${provider}/registries/shared`;
const version = 'api-version=2024-04-01';

describe('assets in a registry', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await TestCloud.start({
      registries: [{ resourceGroup, name: 'shared' }],
      speed: 20_000,
    });
    await cloud.control('PUT', '/machineLearning/profile', { name: 'none' });
  });
  beforeEach(async () => {
    await cloud.control('DELETE', '/machineLearning/faults');
    await cloud.control('DELETE', '/machineLearning/resources');
  });
  afterAll(async () => cloud.close());

  const model = (is: string) => `${registryId}/models/sensor_model/versions/${is}`;
  const call = async (method: string, path: string, body?: unknown): Promise<Json> =>
    cloud.call(method, `${path}?${version}`, { body });
  const put = async (path: string, properties: object): Promise<Json> => {
    const answer = await call('PUT', path, { properties });
    if (answer.status < 300) {
      await cloud.untilEnded(answer.headers.get('azure-asyncoperation') ?? '');
    }
    return answer;
  };
  const remove = async (path: string): Promise<Json> => {
    const answer = await call('DELETE', path);
    await until('it is gone', async () => {
      return (await cloud.call('GET', answer.headers.get('location') ?? '')).status === 204;
    });
    return answer;
  };

  it('are written and deleted as operations', async () => {
    const { status, headers, body } = await put(model('7'), { modelUri: 'azureml://x' });

    expect(status).toBe(201);
    expect(body.properties.provisioningState).toBe('Creating');
    expect(headers.get('x-ms-async-operation-timeout')).toBe('PT30M');
    expect((await call('GET', model('7'))).body.properties).toMatchObject({
      provisioningState: 'Succeeded',
      modelType: 'custom_model',
      isArchived: false,
    });
    expect((await remove(model('7'))).status).toBe(202);
    expect((await call('GET', model('7'))).status).toBe(404);
    expect((await call('DELETE', model('7'))).status).toBe(204);
  });

  it('cannot be given other contents, but another stage, description and archive flag', async () => {
    await put(model('7'), { modelUri: 'azureml://x', stage: 'Development' });

    const other = await put(model('7'), { modelUri: 'azureml://y' });
    const same = await put(model('7'), {
      modelUri: 'azureml://x',
      stage: 'Production',
      description: 'good',
      isArchived: true,
    });

    expect(other).toMatchObject({ status: 409 });
    expect(same.status).toBe(200);
    expect((await call('GET', model('7'))).body.properties).toMatchObject({
      modelUri: 'azureml://x',
      stage: 'Production',
      description: 'good',
      isArchived: true,
    });
  });

  it('cannot be made again once deleted', async () => {
    await put(model('7'), { modelUri: 'azureml://x' });
    await remove(model('7'));

    expect(await put(model('7'), { modelUri: 'azureml://x' })).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining('it cannot be recreated') } },
    });
    expect((await put(model('8'), { modelUri: 'azureml://x' })).status).toBe(201);
  });

  it('are counted up by their container', async () => {
    await put(`${registryId}/models/sensor_model`, { description: 'ours' });
    await put(model('1'), {});
    await put(model('2'), {});

    expect((await call('GET', `${registryId}/models/sensor_model`)).body.properties).toMatchObject({
      description: 'ours',
      latestVersion: '2',
      nextVersion: '3',
    });
  });

  it('are not known to versions that have no registries', async () => {
    expect(await cloud.call('GET', `${registryId}?api-version=2022-10-01`)).toMatchObject({
      status: 400,
      body: { error: { code: 'NoRegisteredProviderFound' } },
    });
    expect(await call('GET', registryId)).toMatchObject({ status: 200 });
    expect((await call('GET', `${provider}/registries`)).body.value).toMatchObject([
      { name: 'shared' },
    ]);
  });

  it.each([
    { role: 'AzureML Registry User', method: 'GET', status: 200 },
    { role: 'AzureML Registry User', method: 'PUT', status: 403 },
    { role: 'AzureML Registry User', method: 'DELETE', status: 403 },
    { role: 'Reader', method: 'PUT', status: 403 },
    { role: 'Monitoring Reader', method: 'GET', status: 403 },
    { role: 'AzureML Data Scientist', method: 'PUT', status: 200 },
  ])('answer $status to $method by a $role', async ({ role, method, status }) => {
    await put(model('7'), { modelUri: 'azureml://x' });
    const body = method === 'PUT' ? { body: { properties: { modelUri: 'azureml://x' } } } : {};

    const answer = await cloud.call(method, `${model('7')}?${version}`, { role, ...body });

    expect(answer.status).toBe(status);
  });
});

describe('lists of model versions', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await TestCloud.start();
    await cloud.control('PUT', '/machineLearning/profile', { name: 'none' });
    await cloud.control(
      'PUT',
      '/machineLearning/resources',
      ['1', '2', '3', '4'].map((is) => ({
        id: `${workspaceId}/models/sensor_model/versions/${is}`,
        properties: {
          description: Number(is) % 2 === 0 ? 'even' : 'odd',
          tags: { [`v${is}`]: is, model: 'yes' },
          properties: { trainedIn: is === '3' ? 'march' : 'may' },
          isArchived: is === '4',
          stage: 'Production',
        },
      })),
    );
  });
  afterAll(async () => cloud.close());

  it.each([
    ['', ['1', '2', '3']],
    ['version=2', ['2']],
    ['description=odd', ['1', '3']],
    ['description=even&listViewType=All', ['2', '4']],
    ['listViewType=ArchivedOnly', ['4']],
    ['tags=v2=2,model', ['2']],
    ['tags=v2=3', []],
    ['properties=trainedIn=march', ['3']],
    ['offset=1', ['2', '3']],
    ['offset=1&$top=1', ['2', '3']],
    ['$orderBy=createdtime desc&$top=2', ['3', '2', '1']],
    ['$orderBy=createdtime desc&description=odd&$top=1', ['3', '1']],
  ])('are narrowed by "%s", over all pages', async (query, expected) => {
    const path = `${workspaceId}/models/sensor_model/versions`;
    const names: string[] = [];

    for (let next: string | undefined = `${path}?api-version=2022-10-01&${query}`; next;) {
      const { status, body }: { status: number; body: Body } = await cloud.call('GET', next);
      expect(status).toBe(200);
      names.push(...body.value.map(({ name }: Body) => name));
      next = body.nextLink;
    }

    expect(names).toEqual(expected);
  });

  it.each(['feed=x', 'offset=-1', 'offset=x', 'jobType=Command'])(
    'answer 400 to %s rather than with a list that was not asked for',
    async (query) => {
      const path = `${workspaceId}/models/sensor_model/versions?api-version=2022-10-01&${query}`;

      expect(await cloud.call('GET', path)).toMatchObject({ status: 400 });
    },
  );

  it('show the stage to clients of versions that know it', async () => {
    const path = `${workspaceId}/models/sensor_model/versions/1`;

    const old = await cloud.call('GET', path);
    const recent = await cloud.call('GET', `${path}?${version}`);

    expect(old.body.properties).not.toHaveProperty('stage');
    expect(recent.body.properties.stage).toBe('Production');
  });
});
