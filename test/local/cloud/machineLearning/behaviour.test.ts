import { afterEach, describe, expect, it } from '@jest/globals';
import { defaultBehaviour } from '../../../../local/cloud/machineLearning/behaviour';
import type { Behaviour } from '../../../../local/cloud/machineLearning/behaviour';
import {
  TestCloud,
  aDeployment,
  deploymentId,
  endpoint,
  endpointId,
  resourceGroup,
  subscriptionId,
  workspace,
  workspaceId,
} from './support/testCloud';

const registryId = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.MachineLearningServices/registries/mlregistry-shared`;
const newer = '?api-version=2024-04-01';

describe('behaviour that can be chosen', () => {
  let cloud: TestCloud;
  afterEach(async () => cloud.close());

  async function start(behaviour: Partial<Behaviour> = {}): Promise<void> {
    const registries = [{ resourceGroup, name: 'mlregistry-shared' }];
    cloud = await TestCloud.start({ behaviour, registries });
    await cloud.control('PUT', '/machineLearning/profile', { name: 'none' });
    await cloud.setScene('circuit-1');
  }

  const id = deploymentId('circuit-1');
  const put = async (path = id) => cloud.call('PUT', path, { body: aDeployment() });

  it('merges the tags of a PATCH', async () => {
    await start({ patchTags: 'merge' });

    const { body } = await cloud.call('PATCH', id, { body: { tags: { more: 'x' } } });

    expect(body.tags).toEqual({ circuit: 'C001', more: 'x' });
  });

  it('refuses a PATCH of what a PATCH cannot change', async () => {
    await start({ patchExtras: 'refuse' });
    const body = { properties: { environmentId: 'x', description: 'y' } };

    expect(await cloud.call('PATCH', id, { body })).toMatchObject({
      status: 400,
      body: { error: { message: 'PATCH cannot change environmentId.' } },
    });
  });

  it('refuses a PUT that changes what is fixed at creation', async () => {
    await start({ createOnlyProperties: 'refuse' });
    const codeConfiguration = {
      codeId: `${workspaceId}/codes/other/versions/1`,
      scoringScript: 'score.py',
    };

    const same = await put();
    await cloud.untilEnded(same.headers.get('azure-asyncoperation') ?? '');
    const changed = await cloud.call('PUT', id, { body: aDeployment({ codeConfiguration }) });

    expect(same.status).toBe(200);
    expect(changed).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('codeConfiguration') } },
    });
  });

  it('takes names of deployments that are not there', async () => {
    await start({ unknownDeployments: 'accept' });
    const properties = { authMode: 'AADToken', defaults: { deploymentName: 'to-come' } };

    const { status } = await cloud.call('PUT', endpointId, {
      body: { location: 'westeurope', properties },
    });

    expect(status).toBe(200);
  });

  it('deletes a deployment under traffic', async () => {
    await start({ deletionUnderTraffic: 'allow' });
    const { endpoint: onlineId, deployment } = await startOnline();

    expect(await cloud.call('DELETE', deployment)).toMatchObject({ status: 202 });
    expect(await cloud.call('GET', onlineId)).toMatchObject({ status: 200 });
  });

  it('gives credentials only of the auth mode', async () => {
    await start({ credentialsOfOtherAuthMode: 'refuse' });
    const { endpoint: onlineId } = await startOnline();

    expect(await cloud.call('POST', `${onlineId}/listKeys`)).toMatchObject({ status: 200 });
    expect(await cloud.call('POST', `${onlineId}/token`)).toMatchObject({ status: 400 });
    expect(await cloud.call('POST', `${endpointId}/listkeys`)).toMatchObject({ status: 400 });
  });

  it('regenerates keys at once, and refuses to cancel a job that is over', async () => {
    await start({ actionAnswer: 'done', cancelOfEndedJob: 'refuse' });
    const { endpoint: onlineId } = await startOnline();
    const jobId = `${workspaceId}/jobs/train-1`;
    await cloud.call('PUT', jobId, { body: { properties: { jobType: 'Pipeline' } } });

    const keys = await cloud.call('POST', `${onlineId}/regenerateKeys`, {
      body: { keyType: 'Primary' },
    });
    await cloud.untilJobIs('train-1', 'Completed');

    expect(keys).toMatchObject({ status: 200, body: undefined });
    expect(await cloud.call('POST', `${jobId}/cancel`)).toMatchObject({ status: 409 });
  });

  it('shows what a later version brought to clients of an earlier one', async () => {
    await start({ newerProperties: 'show' });
    const { endpoint: onlineId } = await startOnline();

    const { body } = await cloud.call('GET', onlineId);

    expect(body.properties).toHaveProperty('mirrorTraffic');
  });

  it('gives endpoints the addresses that they would have in Azure', async () => {
    await start({ scoringUris: 'azure' });

    const { body } = await cloud.call('GET', endpointId);

    expect(body.properties.scoringUri).toBe(
      `https://${endpoint}.westeurope.inference.ml.azure.com/jobs`,
    );
  });

  it('takes a version anew that a registry has deleted', async () => {
    await start({ deletedRegistryVersions: 'recreate' });
    const path = `${registryId}/models/sensor_model/versions/7${newer}`;
    const settle = async (method: string) => {
      const body = method === 'PUT' ? { properties: { modelUri: 'azureml://x' } } : undefined;
      const { status, headers } = await cloud.call(method, path, { body });
      await cloud.untilEnded(headers.get('azure-asyncoperation') ?? '');
      return status;
    };

    expect([await settle('PUT'), await settle('DELETE'), await settle('PUT')]).toEqual([
      201, 202, 201,
    ]);
  });

  /** An online endpoint with all traffic on its one deployment. */
  async function startOnline() {
    const onlineId = `${workspaceId}/onlineEndpoints/live-scores`;
    const deployment = `${onlineId}/deployments/blue`;
    const properties = { authMode: 'Key', traffic: { blue: 100 }, mirrorTraffic: {} };
    await cloud.control('PUT', '/machineLearning/resources', [
      { id: onlineId, location: 'westeurope', tags: {}, properties },
      { id: deployment, location: 'westeurope', properties: {} },
    ]);
    return { endpoint: onlineId, deployment };
  }

  it('accepts a PATCH as an operation', async () => {
    await start({ patchAnswer: 'accepted' });

    const { status, headers } = await cloud.call('PATCH', id, { body: { tags: { a: 'b' } } });

    expect(status).toBe(202);
    await cloud.untilEnded(headers.get('azure-asyncoperation') ?? '');
    expect(await cloud.call('GET', headers.get('location') ?? '')).toMatchObject({
      status: 200,
      body: { tags: { a: 'b' }, properties: { provisioningState: 'Succeeded' } },
    });
  });

  it('answers 201 to an update', async () => {
    await start({ updateStatus: 201 });

    expect(await put()).toMatchObject({ status: 201 });
  });

  it('leaves operation URLs out of resources', async () => {
    await start({ stampOperationUri: false });

    expect((await put()).body.properties.properties).toEqual({});
  });

  it('says when to ask again about an operation', async () => {
    await start({ operationRetryAfterSeconds: 10 });
    await cloud.control('PUT', '/machineLearning/faults', [
      { match: {}, effect: { operation: 'hang' } },
    ]);

    const put1 = await put();
    const poll = await cloud.call('GET', put1.headers.get('azure-asyncoperation') ?? '');
    const accepted = await cloud.call('DELETE', endpointId);
    const result = await cloud.call('GET', accepted.headers.get('location') ?? '');

    expect([poll, accepted, result].map(({ headers }) => headers.get('retry-after'))).toEqual([
      '10',
      '10',
      '10',
    ]);
    expect(result.status).toBe(202);
  });

  it.each([
    { quota: 'deploymentsPerEndpoint', limit: 1, path: deploymentId('circuit-2') },
    { quota: 'deploymentsPerSubscription', limit: 1, path: deploymentId('circuit-2') },
  ] as const)('refuses a deployment beyond $quota, and updates within it', async (row) => {
    await start({ quotas: { ...defaultBehaviour.quotas, [row.quota]: row.limit } });

    expect(await put(row.path)).toMatchObject({
      status: 409,
      body: { error: { code: 'QuotaExceeded', message: expect.stringContaining('quota of 1') } },
    });
    expect(await put()).toMatchObject({ status: 200 });
  });

  it('refuses an endpoint beyond the quota', async () => {
    await start({ quotas: { ...defaultBehaviour.quotas, endpointsPerSubscription: 1 } });
    const body = { location: 'westeurope', properties: { authMode: 'AADToken' } };

    expect(
      await cloud.call('PUT', `${workspaceId}/batchEndpoints/another`, { body }),
    ).toMatchObject({ status: 409, body: { error: { code: 'QuotaExceeded' } } });
  });

  it('has the quotas of the documentation by default', async () => {
    await start();
    await cloud.setScene(...Array.from({ length: 20 }, (_, index) => `circuit-${index}`));

    expect(await put(deploymentId('circuit-20'))).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining('20 deployments per endpoint') } },
    });
  });

  describe('registries', () => {
    const version = `${registryId}/models/sensor_model/versions/7`;
    const body = { properties: { modelUri: 'azureml://x' } };
    const outcome = async () => {
      const { headers } = await put();
      return cloud.untilEnded(headers.get('azure-asyncoperation') ?? '');
    };

    it('are taken to hold every version that a deployment names', async () => {
      await start();

      expect(await outcome()).toMatchObject({ status: 'Succeeded' });
    });

    it('are looked into when asked to', async () => {
      await start({ registryAssets: 'checked' });

      expect(await outcome()).toMatchObject({
        status: 'Failed',
        error: {
          code: 'ModelRegistryError',
          message:
            'Could not find asset with ID: azureml://registries/mlregistry-shared/models/sensor_model/versions/7',
        },
      });

      const { status, headers } = await cloud.call('PUT', `${version}${newer}`, { body });
      expect(status).toBe(201);
      await cloud.untilEnded(headers.get('azure-asyncoperation') ?? '');
      expect(await outcome()).toMatchObject({ status: 'Succeeded' });
    });

    it('give and list versions, to a registry user too, who writes nothing', async () => {
      await start();
      const { headers } = await cloud.call('PUT', `${version}${newer}`, { body });
      await cloud.untilEnded(headers.get('azure-asyncoperation') ?? '');
      const role = 'AzureML Registry User';

      const got = await cloud.call('GET', `${version}${newer}`, { role });
      const listed = await cloud.call('GET', `${registryId}/models/sensor_model/versions${newer}`, {
        role,
      });

      expect(got.body).toMatchObject({ id: version, properties: body.properties });
      expect(listed.body.value).toMatchObject([{ id: version }]);
      expect(await cloud.call('PUT', `${version}${newer}`, { body, role })).toMatchObject({
        status: 403,
      });
      expect(await cloud.call('GET', endpointId, { role })).toMatchObject({ status: 403 });
      expect(await cloud.call('GET', `${registryId}${newer}`)).toMatchObject({
        body: { name: 'mlregistry-shared' },
      });
    });
  });

  it('finds a model by the guid of its workspace', async () => {
    await start();
    const { body } = await cloud.call('GET', workspaceId);
    await cloud.call('PUT', `${workspaceId}/models/sensor/versions/1`, {
      body: { properties: { modelUri: 'azureml://x' } },
    });
    const endingWith = async (version: string) => {
      const assetId = `azureml://locations/westeurope/workspaces/${body.properties.workspaceId}/models/sensor/versions/${version}`;
      const model = { referenceType: 'Id' as const, assetId };
      const { headers } = await cloud.call('PUT', id, { body: aDeployment({ model }) });
      return (await cloud.untilEnded(headers.get('azure-asyncoperation') ?? '')).status;
    };

    expect(await endingWith('1')).toBe('Succeeded');
    expect(await endingWith('2')).toBe('Failed');
  });

  it('answers 400 to a path that cannot be decoded', async () => {
    await start();

    expect(await cloud.call('GET', `${endpointId}/deployments/%zz`)).toMatchObject({
      status: 400,
      body: { error: { code: 'InvalidRequestUri' } },
    });
  });

  it('gives endpoints their address, and never their keys', async () => {
    await start();
    const properties = { authMode: 'Key', keys: { primaryKey: 'secret' } };
    const body = { location: 'West Europe', properties };

    const { headers } = await cloud.call('PUT', endpointId, { body });
    await cloud.untilEnded(headers.get('azure-asyncoperation') ?? '');

    const got = await cloud.call('GET', endpointId);
    expect(got.body.properties).toMatchObject({
      authMode: 'Key',
      provisioningState: 'Succeeded',
      scoringUri: `${cloud.url}/inference/${subscriptionId}/${resourceGroup}/${workspace}/${endpoint}/jobs`,
    });
    expect(JSON.stringify(got.body)).not.toContain('secret');
  });
});
