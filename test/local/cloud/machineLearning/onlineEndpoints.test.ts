import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TestCloud, environmentId, workspaceId } from './support/testCloud';
import type { Body } from './support/testCloud';
import { until } from '../../../support/until';

const location = 'westeurope';
const newer = '?api-version=2024-04-01';
const endpointId = `${workspaceId}/onlineEndpoints/live-scores`;
const deploymentId = (name: string) => `${endpointId}/deployments/${name}`;
const anEndpoint = (over: object = {}) => ({ location, properties: { authMode: 'Key', ...over } });
const aDeployment = (over: object = {}) => ({
  location,
  properties: {
    endpointComputeType: 'Managed',
    instanceType: 'Standard_DS3_v2',
    environmentId: environmentId('1.5.0'),
    model: 'azureml://registries/shared/models/sensor_model/versions/7',
    ...over,
  },
});

describe('online endpoints', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await TestCloud.start({ speed: 50_000 });
    await cloud.control('PUT', '/machineLearning/profile', { name: 'none' });
  });
  beforeEach(async () => {
    await cloud.control('DELETE', '/machineLearning/faults');
    await cloud.control('DELETE', '/machineLearning/resources');
    await cloud.setScene();
    await cloud.control('PUT', '/machineLearning/resources', [
      { id: endpointId, ...anEndpoint({ traffic: { blue: 100 } }), tags: {} },
      { id: deploymentId('blue'), ...aDeployment() },
      { id: deploymentId('green'), ...aDeployment() },
    ]);
  });
  afterAll(async () => cloud.close());

  const settled = async (id: string): Promise<Body> =>
    until(`${id} is settled`, async () => {
      const { body } = await cloud.call('GET', id);
      return body.properties.provisioningState.endsWith('ing') ? undefined : body;
    });
  const put = async (over: object, query = '') =>
    cloud.call('PUT', `${endpointId}${query}`, { body: anEndpoint(over) });

  it('are made with the defaults of the specification', async () => {
    const id = `${workspaceId}/onlineEndpoints/another`;

    const { status, body } = await cloud.call('PUT', id, { body: anEndpoint() });

    expect(status).toBe(201);
    expect(body.properties).toMatchObject({ provisioningState: 'Creating', scoringUri: null });
    expect((await settled(id)).properties).toMatchObject({
      authMode: 'Key',
      provisioningState: 'Succeeded',
      publicNetworkAccess: 'Enabled',
      scoringUri: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+\/.*\/another\/score$/),
      traffic: {},
    });
  });

  it.each([
    { traffic: { blue: 60, green: 40 }, status: 200 },
    { traffic: { blue: 0, green: 0 }, status: 200 },
    { traffic: {}, status: 200 },
    { traffic: null, status: 200 },
    { traffic: { blue: 60, green: 30 }, status: 400 },
    { traffic: { blue: 60, green: 60 }, status: 400 },
    { traffic: { blue: 120, green: -20 }, status: 400 },
    { traffic: { blue: 50, red: 50 }, status: 400 },
    { traffic: { blue: '100' }, status: 400 },
  ])('answer $status to traffic of $traffic', async ({ traffic, status }) => {
    expect(await put({ traffic })).toHaveProperty('status', status);
  });

  it.each([
    { mirrorTraffic: { green: 50 }, status: 200 },
    { mirrorTraffic: { green: 51 }, status: 400 },
    { mirrorTraffic: { blue: 10, green: 10 }, status: 400 },
    { mirrorTraffic: { red: 10 }, status: 400 },
  ])('answer $status to mirrored traffic of $mirrorTraffic', async ({ mirrorTraffic, status }) => {
    const answer = await put({ traffic: { blue: 100 }, mirrorTraffic }, newer);

    expect(answer).toHaveProperty('status', status);
  });

  it('lose their mirrored traffic to a PUT of a version that does not know it', async () => {
    await put({ traffic: { blue: 100 }, mirrorTraffic: { green: 20 } }, newer);
    await settled(endpointId);
    const before = await cloud.call('GET', `${endpointId}${newer}`);
    const old = await cloud.call('GET', endpointId);

    await put({ traffic: { blue: 100 }, mirrorTraffic: { green: 20 } });
    await settled(endpointId);

    const after = await cloud.call('GET', `${endpointId}${newer}`);
    expect(before.body.properties.mirrorTraffic).toEqual({ green: 20 });
    expect(old.body.properties).not.toHaveProperty('mirrorTraffic');
    expect(after.body.properties.mirrorTraffic).toEqual({});
  });

  it('change no traffic by PATCH', async () => {
    const { status } = await cloud.call('PATCH', endpointId, {
      body: { tags: { a: 'b' }, properties: { traffic: { green: 100 } } },
    });

    expect(status).toBe(200);
    expect((await cloud.call('GET', endpointId)).body).toMatchObject({
      tags: { a: 'b' },
      properties: { traffic: { blue: 100 } },
    });
  });

  it('keep a deployment with traffic from being deleted, and forget one without', async () => {
    const refused = await cloud.call('DELETE', deploymentId('blue'));
    await put({ traffic: { blue: 100, green: 0 } });
    await settled(endpointId);
    const { status, headers } = await cloud.call('DELETE', deploymentId('green'));
    await until('it is gone', async () => {
      return (await cloud.call('GET', headers.get('location') ?? '')).status === 204;
    });

    expect(refused).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining('100 %') } },
    });
    expect(status).toBe(202);
    expect((await cloud.call('GET', endpointId)).body.properties.traffic).toEqual({ blue: 100 });
  });

  it('have other keys once they are made anew', async () => {
    const keys = async (): Promise<Body> =>
      (await cloud.call('POST', `${endpointId}/listKeys`)).body;
    const before = await keys();
    const { headers } = await cloud.call('DELETE', endpointId);
    await until('it is gone', async () => {
      return (await cloud.call('GET', headers.get('location') ?? '')).status === 204;
    });

    await put({});
    await settled(endpointId);

    expect(before.primaryKey).toEqual(expect.any(String));
    expect((await keys()).primaryKey).not.toBe(before.primaryKey);
  });

  it.each([
    ['name=live-scores', ['live-scores']],
    ['computeType=Managed', ['live-scores', 'tagged']],
    ['computeType=Kubernetes', ['on-cluster']],
    ['tags=stage=prod', ['tagged']],
    ['tags=stage,team=ml', ['tagged']],
    ['tags=stage=test', []],
    ['orderBy=CreatedAtDesc', ['on-cluster', 'tagged', 'live-scores']],
    ['orderBy=UpdatedAtDesc', ['tagged', 'on-cluster', 'live-scores']],
    ['orderBy=UpdatedAtAsc&count=1', ['live-scores', 'on-cluster', 'tagged']],
    ['properties=a=1&count=1', ['tagged', 'on-cluster']],
  ])('are listed by %s', async (query, expected) => {
    const by = (at: string) => ({
      createdAt: at,
      createdBy: 'x',
      createdByType: 'User',
      lastModifiedAt: at,
      lastModifiedBy: 'x',
      lastModifiedByType: 'User',
    });
    await cloud.control('PUT', '/machineLearning/resources', [
      {
        id: `${workspaceId}/onlineEndpoints/tagged`,
        ...anEndpoint({ properties: { a: '1' } }),
        tags: { stage: 'prod', team: 'ml' },
        systemData: by('2026-02-02'),
      },
      {
        id: `${workspaceId}/onlineEndpoints/on-cluster`,
        ...anEndpoint({ compute: `${workspaceId}/computes/aks`, properties: { a: '1' } }),
        systemData: by('2026-01-01'),
      },
    ]);
    const names: string[] = [];

    for (
      let next: string | undefined =
        `${workspaceId}/onlineEndpoints?api-version=2022-10-01&${query}`;
      next;
    ) {
      const { body }: { body: Body } = await cloud.call('GET', next);
      names.push(...body.value.map(({ name }: Body) => name));
      next = body.nextLink;
    }

    expect(names).toEqual(expected);
  });

  describe('with deployments', () => {
    it('are filled in with the defaults of the specification', async () => {
      const id = deploymentId('purple');

      const { status, body } = await cloud.call('PUT', id, { body: aDeployment() });

      expect(status).toBe(201);
      expect(body.properties.provisioningState).toBe('Updating');
      expect(await settled(id)).toMatchObject({
        sku: { name: 'Default', capacity: 1 },
        properties: {
          provisioningState: 'Succeeded',
          appInsightsEnabled: false,
          egressPublicNetworkAccess: 'Enabled',
          livenessProbe: { failureThreshold: 30, period: 'PT10S', timeout: 'PT2S' },
          requestSettings: { maxConcurrentRequestsPerInstance: 1, requestTimeout: 'PT5S' },
          scaleSettings: { scaleType: 'Default' },
        },
      });
    });

    it.each([
      { what: 'no compute type', over: { endpointComputeType: undefined } },
      { what: 'an unknown compute type', over: { endpointComputeType: 'Cloud' } },
      { what: 'a reference in place of a model id', over: { model: { referenceType: 'Id' } } },
      { what: 'a wrong duration', over: { requestSettings: { requestTimeout: 5 } } },
      { what: 'an unknown scale type', over: { scaleSettings: { scaleType: 'Auto' } } },
    ])('are refused with $what', async ({ over }) => {
      const body = aDeployment(over);

      expect(await cloud.call('PUT', deploymentId('purple'), { body })).toMatchObject({
        status: 400,
        body: { error: { code: 'InvalidRequestContent' } },
      });
    });

    it('are scaled by PATCH, slowly, and keep the rest', async () => {
      await cloud.control('PUT', '/machineLearning/faults', [
        { match: { method: 'PATCH' }, times: 1, effect: { operation: 'hang' } },
      ]);
      const id = deploymentId('blue');

      const hanging = await cloud.call('PATCH', id, { body: { sku: { capacity: 4 } } });
      const { body } = await cloud.call('GET', id);
      const meanwhile = await cloud.call('PATCH', id, { body: { tags: {} } });
      const tagged = await cloud.call('PATCH', deploymentId('green'), { body: { tags: {} } });

      expect(hanging.status).toBe(202);
      expect(body).toMatchObject({
        sku: { name: 'Default', capacity: 4 },
        properties: { provisioningState: 'Scaling', instanceType: 'Standard_DS3_v2' },
      });
      expect(meanwhile.status).toBe(409);
      expect(tagged.status).toBe(200);
    });

    it('fail for a model or an environment that is not there', async () => {
      const id = deploymentId('green');

      await cloud.call('PUT', id, { body: aDeployment({ environmentId: environmentId('9.9') }) });

      expect((await settled(id)).properties.provisioningState).toBe('Failed');
    });

    it('tell of themselves in their logs, as many lines as wanted', async () => {
      const logs = async (body: object) =>
        (await cloud.call('POST', `${deploymentId('blue')}/getLogs`, { body })).body.content;

      expect(await logs({})).toContain(environmentId('1.5.0'));
      expect(await logs({ containerType: 'StorageInitializer' })).toContain('sensor_model');
      expect(await logs({ tail: 0 })).toBe('');
      expect((await logs({ tail: 1 })).trimEnd().split('\n')).toHaveLength(1);
      expect(
        await cloud.call('POST', `${deploymentId('blue')}/getLogs`, { body: { tail: 'x' } }),
      ).toMatchObject({ status: 400 });
    });

    it.each(['getLogs', 'skus', 'nonsense'])('have no %s when they are not there', async (what) => {
      const method = what === 'skus' ? 'GET' : 'POST';

      expect(
        await cloud.call(method, `${deploymentId('nope')}/${what}`, { body: undefined }),
      ).toMatchObject({ status: 404 });
    });

    it('take actions by their own method only', async () => {
      expect(await cloud.call('GET', `${endpointId}/listKeys`)).toMatchObject({ status: 405 });
      expect(await cloud.call('POST', `${deploymentId('blue')}/skus`)).toMatchObject({
        status: 405,
      });
    });
  });
});
