import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../../../support/until';
import type { Json } from './support/testCloud';
import {
  TestCloud,
  aDeployment,
  deploymentId,
  endpoint,
  endpointId,
  environmentId,
  resourceGroup,
  subscriptionId,
  workspace,
  workspaceId,
} from './support/testCloud';

const modelId = (is: string) => `${workspaceId}/models/sensor_model/versions/${is}`;

describe('calls on the resource manager', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await TestCloud.start();
  });
  beforeEach(async () => {
    await cloud.control('DELETE', '/machineLearning/resources');
    await cloud.control('DELETE', '/machineLearning/faults');
    await cloud.control('PUT', '/machineLearning/profile', { name: 'none' });
    await cloud.setScene('circuit-1');
  });
  afterAll(async () => cloud.close());

  const settled = async (id: string) =>
    until(`${id} is settled`, async () => {
      const { body } = await cloud.call('GET', id);
      return body.properties.provisioningState.endsWith('ing') ? undefined : body;
    });

  const error = (code: string, message: unknown = expect.any(String)) => ({
    body: { error: { code, message } },
  });

  describe('who may do what', () => {
    it('refuses a call without a token, with a challenge', async () => {
      const answer = await cloud.call('GET', endpointId, { headers: { Authorization: '' } });

      expect(answer).toMatchObject({ status: 401, ...error('AuthenticationFailed') });
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    });

    it.each([
      { role: 'Reader', method: 'GET', status: 200 },
      { role: 'Reader', method: 'PATCH', status: 403 },
      { role: 'Reader', method: 'PUT', status: 403 },
      { role: 'Reader', method: 'DELETE', status: 403 },
      { role: 'AzureML Data Scientist', method: 'PATCH', status: 200 },
      { role: 'Contributor', method: 'PATCH', status: 200 },
      { role: 'Owner', method: 'PATCH', status: 200 },
      { role: 'Storage Blob Data Owner', method: 'GET', status: 403 },
    ])('answers $status to $method by a $role', async ({ role, method, status }) => {
      const body = method === 'GET' ? {} : { body: { tags: {} } };

      expect(await cloud.call(method, deploymentId('circuit-1'), { role, ...body })).toHaveProperty(
        'status',
        status,
      );
    });

    it('says who lacks which right on what', async () => {
      const id = deploymentId('circuit-1');
      const { body } = await cloud.call('PUT', id, { role: 'Reader', body: aDeployment() });

      expect(body.error).toEqual({
        code: 'AuthorizationFailed',
        message:
          "The client 'app' with object id 'oid-app' does not have authorization to perform action " +
          "'Microsoft.MachineLearningServices/workspaces/batchEndpoints/deployments/write' over " +
          `scope '${id}' or the scope is invalid. If access was recently granted, please refresh ` +
          'your credentials.',
      });
    });
  });

  describe('what is not there', () => {
    const elsewhere = workspaceId.replace(workspace, 'other');
    it.each([
      { path: deploymentId('nope'), code: 'ResourceNotFound' },
      { path: elsewhere, code: 'ResourceNotFound' },
      { path: `${elsewhere}/batchEndpoints/x`, code: 'ParentResourceNotFound' },
      { path: `${workspaceId}/batchEndpoints/nope/deployments/d`, code: 'ParentResourceNotFound' },
      { path: `${workspaceId}/batchEndpoints/nope/deployments`, code: 'ParentResourceNotFound' },
      { path: `${workspaceId}/environments/nope/versions`, code: 'ParentResourceNotFound' },
      { path: endpointId.replace(resourceGroup, 'other'), code: 'ResourceGroupNotFound' },
      { path: endpointId.replace(subscriptionId, 'other'), code: 'SubscriptionNotFound' },
      { path: `${workspaceId}/schedules/x`, code: 'InvalidResourceType' },
      {
        path: `/subscriptions/${subscriptionId}/providers/Microsoft.MachineLearningServices/locations/westeurope/mfeOperationsStatus/bd:1:2`,
        code: 'NotFound',
      },
    ])('answers 404 $code for $path', async ({ path, code }) => {
      expect(await cloud.call('GET', path)).toMatchObject({ status: 404, ...error(code) });
    });

    it('refuses to make a deployment of an endpoint that is not there', async () => {
      const path = `${workspaceId}/batchEndpoints/nope/deployments/circuit-1`;

      expect(await cloud.call('PUT', path, { body: aDeployment() })).toMatchObject({
        status: 404,
        ...error('ParentResourceNotFound'),
      });
    });

    it('refuses methods that a resource has not got', async () => {
      expect(await cloud.call('POST', deploymentId('circuit-1'))).toMatchObject({ status: 405 });
      expect(await cloud.call('PATCH', environmentId('1.4.0'), { body: {} })).toMatchObject({
        status: 405,
      });
      expect(await cloud.call('DELETE', `${endpointId}/deployments`)).toMatchObject({
        status: 405,
      });
      expect(await cloud.call('PUT', workspaceId, { body: {} })).toMatchObject({ status: 405 });
    });
  });

  describe('bad requests', () => {
    it.each([
      { query: '', code: 'MissingApiVersionParameter' },
      { query: '?api-version=', code: 'MissingApiVersionParameter' },
      { query: '?api-version=latest', code: 'InvalidApiVersionParameter' },
    ])('answers 400 $code to "$query"', async ({ query, code }) => {
      const answer = await cloud.call('GET', `${cloud.url}${endpointId}${query}`);

      expect(answer).toMatchObject({ status: 400, ...error(code) });
    });

    it('takes other versions of the same shape', async () => {
      for (const version of ['2023-04-01', '2024-04-01', '2023-08-01-preview']) {
        const answer = await cloud.call('GET', `${endpointId}?api-version=${version}`);
        expect(answer.status).toBe(200);
      }
    });

    it.each(['2019-01-01', '2099-01-01', '2099-01-01-preview'])(
      'knows no version %s',
      async (version) => {
        const answer = await cloud.call('GET', `${endpointId}?api-version=${version}`);

        expect(answer.status).toBe(400);
        expect(answer.body.error.code).toBe('NoRegisteredProviderFound');
      },
    );

    it('reads the name of the parameter in any case, and paths with a slash too many', async () => {
      for (const path of [
        `${endpointId}?API-Version=2022-10-01`,
        `/${endpointId}?api-version=2022-10-01`,
        `${endpointId}/?api-version=2022-10-01`,
      ]) {
        expect((await cloud.call('GET', path)).body.name).toBe(endpoint);
      }
    });

    it.each([
      {
        what: '51 tags',
        tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`t${index}`, 'x'])),
        says: 'There are 51 tags: at most 50 are allowed.',
      },
      {
        what: 'a value of 257 characters',
        tags: { long: 'x'.repeat(257) },
        says: "The value of the tag 'long' has 257 characters: at most 256 are allowed.",
      },
      {
        what: 'a name of 513 characters',
        tags: { ['x'.repeat(513)]: '' },
        says: 'has 513 characters: at most 512 are allowed.',
      },
    ])('are tags beyond the limits: $what', async ({ tags, says }) => {
      await cloud.setScene('circuit-tagged');
      const id = deploymentId('circuit-tagged');

      const put = await cloud.call('PUT', id, { body: { ...aDeployment(), tags } });
      const patch = await cloud.call('PATCH', id, { body: { tags } });

      expect([put.status, patch.status]).toEqual([400, 400]);
      expect(put.body.error.code).toBe('InvalidTags');
      expect(put.body.error.message).toContain(says);
      expect(patch.body).toEqual(put.body);
    });

    const { location: _, ...noLocation } = aDeployment();
    const { properties: __, ...noProperties } = aDeployment();
    it.each([
      {
        what: 'no location',
        body: noLocation,
        code: 'LocationRequired',
        says: /location property/,
      },
      { what: 'no properties', body: noProperties, says: /properties: / },
      { what: 'an empty body', body: undefined, code: 'LocationRequired', says: /location/ },
      { what: 'a JSON array', body: [], code: 'LocationRequired', says: /location/ },
      { what: 'broken JSON', body: '{"location":', says: /could not be deserialized/ },
      {
        what: 'a short environment name',
        body: aDeployment({ environmentId: 'azureml:custom-tf-env:1.4.0' }),
        says: /properties\.environmentId: 'azureml:custom-tf-env:1.4.0' is malformed/,
      },
      {
        what: 'a model id in place of an environment id',
        body: aDeployment({ environmentId: modelId('1') }),
        says: /properties\.environmentId: .* is malformed/,
      },
      {
        what: 'an unknown reference type',
        body: aDeployment({ model: { referenceType: 'Name' as 'Id', assetId: 'x' } }),
        says: /properties\.model\.referenceType/,
      },
      {
        what: 'a malformed compute id',
        body: aDeployment({ compute: 'cpu-cluster' }),
        says: /properties\.compute: 'cpu-cluster' is malformed/,
      },
      {
        what: 'a wrong duration',
        body: aDeployment({ retrySettings: { timeout: '30s' } }),
        says: /properties\.retrySettings\.timeout/,
      },
    ])('answers 400 to $what, and changes nothing', async ({ body, code, says }) => {
      const id = deploymentId('circuit-1');
      const before = await cloud.call('GET', id);

      const answer = await cloud.call('PUT', id, { body });

      expect(answer).toMatchObject({
        status: 400,
        ...error(code ?? 'InvalidRequestContent', expect.stringMatching(says)),
      });
      expect((await cloud.call('GET', id)).body).toEqual(before.body);
    });

    it('answers 415 to another media type and 413 to more than 4 MB', async () => {
      const id = deploymentId('circuit-1');
      const xml = { body: '<x/>', headers: { 'Content-Type': 'text/xml' } };

      expect(await cloud.call('PUT', id, xml)).toMatchObject({
        status: 415,
        ...error('UnsupportedMediaType', expect.stringContaining("'text/xml'")),
      });
      const large = JSON.stringify(aDeployment({ description: 'x'.repeat(4 * 1024 * 1024) }));
      expect(await cloud.call('PUT', id, { body: large })).toMatchObject({
        status: 413,
        ...error('RequestContentTooLarge'),
      });
    });

    it.each(['ab', '1abc', 'a--b', 'a_b', 'a'.repeat(33)])(
      'refuses the new deployment name %s',
      async (name) => {
        expect(await cloud.call('PUT', deploymentId(name), { body: aDeployment() })).toMatchObject({
          status: 400,
          ...error('InvalidResourceName'),
        });
      },
    );

    it('refuses to move a deployment to another location', async () => {
      const body = { ...aDeployment(), location: 'northeurope' };

      expect(await cloud.call('PUT', deploymentId('circuit-1'), { body })).toMatchObject({
        status: 409,
        ...error('InvalidResourceLocation'),
      });
    });
  });

  describe('PUT', () => {
    it('answers 201 for a new deployment, with where to follow it', async () => {
      const id = deploymentId('circuit-2');
      const { status, headers, body } = await cloud.call('PUT', id, { body: aDeployment() });

      expect(status).toBe(201);
      expect(body).toMatchObject({ id, properties: { provisioningState: 'Updating' } });
      expect(headers.get('location')).toBe(`${cloud.url}${id}?api-version=2022-10-01`);
      expect(headers.get('x-ms-async-operation-timeout')).toBe('PT30M');
      const followedAt = headers.get('azure-asyncoperation') ?? '';
      expect(followedAt).toMatch(
        /\/locations\/westeurope\/mfeOperationsStatus\/bd:[0-9a-f-]{36}:[0-9a-f-]{36}\?api-version=2022-10-01$/,
      );
      expect(body.properties.properties.AzureAsyncOperationUri).toBe(followedAt);
      const ended = await until('the operation ends', async () => {
        const answer = await cloud.call('GET', followedAt);
        return answer.body.status === 'Updating' ? undefined : answer;
      });
      expect(ended).toMatchObject({
        status: 200,
        body: { status: 'Succeeded', percentComplete: 100 },
      });
      expect(ended.headers.get('retry-after')).toBeNull();
    });

    it('answers 200 for an update, and resets the fields it leaves out', async () => {
      const id = deploymentId('circuit-1');
      await cloud.call('PUT', id, {
        body: aDeployment({ miniBatchSize: 77, description: 'mine' }),
      });
      await settled(id);

      const { status } = await cloud.call('PUT', id, { body: aDeployment() });

      expect(status).toBe(200);
      expect((await settled(id)).properties).toMatchObject({
        miniBatchSize: 10,
        description: null,
      });
    });

    it('replaces tags, and keeps who made it and when', async () => {
      const id = deploymentId('circuit-2');
      const made = (await cloud.call('PUT', id, { body: aDeployment() })).body;
      await settled(id);

      await cloud.call('PUT', id, { body: { ...aDeployment(), tags: { other: 'x' } } });
      const updated = await settled(id);

      expect(updated.tags).toEqual({ other: 'x' });
      expect(updated.systemData.createdAt).toBe(made.systemData.createdAt);
      const operation = updated.properties.properties.AzureAsyncOperationUri;
      expect(updated.systemData.lastModifiedAt).toBe(
        (await cloud.call('GET', operation)).body.endTime,
      );
      expect(updated.systemData.lastModifiedAt > made.systemData.lastModifiedAt).toBe(true);
    });

    it('keeps properties that a newer API version knows', async () => {
      const id = deploymentId('circuit-1');
      const newer = { deploymentConfiguration: { deploymentConfigurationType: 'Model' } };
      const body = { ...aDeployment(), properties: { ...aDeployment().properties, ...newer } };

      await cloud.call('PUT', id, { body });

      expect((await settled(id)).properties).toMatchObject(newer);
    });

    it('only ever adds to properties.properties', async () => {
      const id = deploymentId('circuit-1');
      await cloud.call('PUT', id, { body: aDeployment({ properties: { a: '1', b: '2' } }) });
      await settled(id);

      await cloud.call('PUT', id, { body: aDeployment({ properties: { a: 'changed', c: '3' } }) });

      expect((await settled(id)).properties.properties).toMatchObject({ a: '1', b: '2', c: '3' });
    });

    it('accepts a missing model version, and then fails', async () => {
      const id = deploymentId('circuit-1');
      const model = { referenceType: 'Id' as const, assetId: modelId('404') };

      const { status, headers } = await cloud.call('PUT', id, { body: aDeployment({ model }) });

      expect(status).toBe(200);
      expect((await settled(id)).properties.provisioningState).toBe('Failed');
      const operation = await cloud.call('GET', headers.get('azure-asyncoperation') ?? '');
      expect(operation.body).toMatchObject({
        status: 'Failed',
        error: {
          code: 'ModelRegistryError',
          message: `Could not find asset with ID: ${modelId('404')}`,
        },
      });
    });

    it('takes a registered model version, and an environment in another spelling', async () => {
      const id = deploymentId('circuit-1');
      await cloud.call('PUT', modelId('1'), { body: { properties: { modelUri: 'azureml://x' } } });
      const model = { referenceType: 'Id' as const, assetId: modelId('1') };
      const upper = environmentId('1.4.0').replace('custom-tf-env', 'CUSTOM-TF-ENV');

      await cloud.call('PUT', id, { body: aDeployment({ model, environmentId: upper }) });

      expect((await settled(id)).properties).toMatchObject({
        provisioningState: 'Succeeded',
        environmentId: upper,
      });
    });
  });

  describe('ids', () => {
    it('finds resources in any case, and echoes their ids as stored', async () => {
      const { status, body } = await cloud.call('GET', deploymentId('circuit-1').toUpperCase());

      expect(status).toBe(200);
      expect(body.id).toBe(deploymentId('circuit-1'));
    });

    it('makes children under the spelling of their parent', async () => {
      const path = deploymentId('Circuit-2').replace(endpoint, endpoint.toUpperCase());

      const { body } = await cloud.call('PUT', path, { body: aDeployment() });

      expect(body.id).toBe(deploymentId('Circuit-2'));
    });
  });

  describe('while an operation runs', () => {
    const hang = { match: {}, times: 1, effect: { operation: 'hang' } };

    it.each(['PUT', 'PATCH', 'DELETE'])('answers 409 to %s', async (method) => {
      const id = deploymentId('circuit-1');
      await cloud.control('PUT', '/machineLearning/faults', [hang]);
      const first = await cloud.call('PUT', id, { body: aDeployment() });

      const second = await cloud.call(method, id, { body: aDeployment() });

      expect(first.status).toBe(200);
      expect(second).toMatchObject({
        status: 409,
        ...error('Conflict', expect.stringContaining('another operation on same entity')),
      });
      expect((await cloud.call('GET', id)).body.properties.provisioningState).toBe('Updating');
    });

    it('answers 409 to one of two PUTs at the same moment', async () => {
      const id = deploymentId('circuit-1');
      await cloud.control('PUT', '/machineLearning/faults', [hang]);

      const answers = await Promise.all([
        cloud.call('PUT', id, { body: aDeployment() }),
        cloud.call('PUT', id, { body: aDeployment() }),
      ]);

      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
    });

    it('answers 409 to deployments of an endpoint that is being deleted', async () => {
      await cloud.control('PUT', '/machineLearning/faults', [hang]);
      await cloud.call('DELETE', endpointId);

      expect(
        await cloud.call('PUT', deploymentId('circuit-1'), { body: aDeployment() }),
      ).toMatchObject({ status: 409 });
    });
  });

  describe('PATCH', () => {
    it('changes tags and the description of a deployment, and nothing else', async () => {
      const id = deploymentId('circuit-1');
      const before = (await cloud.call('GET', id)).body;

      const { status, body } = await cloud.call('PATCH', id, {
        body: {
          tags: { a: 'b' },
          properties: { description: 'new', environmentId: environmentId('1.4.0') },
        },
      });

      expect(status).toBe(200);
      expect(body.tags).toEqual({ a: 'b' });
      expect(body.properties).toEqual({ ...before.properties, description: 'new' });
      expect((await cloud.call('GET', id)).body).toEqual(body);
    });

    it('leaves tags alone that it does not mention', async () => {
      const { body } = await cloud.call('PATCH', deploymentId('circuit-1'), {
        body: { properties: { description: 'new' } },
      });

      expect(body.tags).toEqual({ circuit: 'C001' });
    });
  });

  describe('DELETE', () => {
    it('answers 202, then 404 for what is gone, and 204 for what was not there', async () => {
      const id = deploymentId('circuit-1');
      const { status, headers } = await cloud.call('DELETE', id);

      expect(status).toBe(202);
      expect(headers.get('azure-asyncoperation')).toContain('/mfeOperationsStatus/bd:');
      expect(headers.get('retry-after')).toBeNull();
      const result = await until('the deletion ends', async () => {
        const answer = await cloud.call('GET', headers.get('location') ?? '');
        return answer.status === 202 ? undefined : answer;
      });
      expect(result.status).toBe(204);
      expect((await cloud.call('GET', id)).status).toBe(404);
      expect((await cloud.call('DELETE', id)).status).toBe(204);
    });

    it('takes the deployments of an endpoint along', async () => {
      await cloud.call('DELETE', endpointId);
      await until('the endpoint is gone', async () => {
        return (await cloud.call('GET', endpointId)).status === 404;
      });

      expect(await cloud.control('GET', '/machineLearning/resources?prefix=' + endpointId)).toEqual(
        [],
      );
    });
  });

  describe('lists', () => {
    it('leads from page to page, by $top, count or the default size', async () => {
      await cloud.setScene(...Array.from({ length: 34 }, (_, index) => `circuit-${index}`));
      const sizes = async (path: string) => {
        const found: number[] = [];
        for (let next: string | undefined = path; next !== undefined;) {
          const { body }: Json = await cloud.call('GET', next);
          found.push(body.value.length);
          next = body.nextLink;
        }
        return found;
      };
      const path = `${endpointId}/deployments?api-version=2022-10-01`;

      expect(await sizes(path)).toEqual([30, 4]);
      expect(await sizes(`${path}&$top=16`)).toEqual([16, 16, 2]);
      expect(await sizes(`${workspaceId}/batchEndpoints?api-version=2022-10-01&count=5`)).toEqual([
        1,
      ]);
    });

    it('gives the newest version first when asked to, and keeps that order over pages', async () => {
      const path = `${workspaceId}/environments/custom-tf-env/versions?api-version=2022-10-01&$orderBy=createdtime%2Bdesc&$top=1`;

      const first = await cloud.call('GET', path);
      const second = await cloud.call('GET', first.body.nextLink);

      expect(first.body.value).toMatchObject([{ name: '1.5.0' }]);
      expect(second.body).toMatchObject({ value: [{ name: '1.4.0' }] });
      expect(second.body.nextLink).toBeUndefined();
    });

    it.each(['$top=0', '$top=x', '$skipToken=x', '$orderBy=size', 'tags=a', 'listViewType=Some'])(
      'answers 400 to %s rather than a list that was not asked for',
      async (query) => {
        const path = `${endpointId}/deployments?api-version=2022-10-01&${query}`;

        expect(await cloud.call('GET', path)).toMatchObject({ status: 400 });
      },
    );
  });

  describe('versions of models and environments', () => {
    const names = async (view: string) => {
      const query = `api-version=2022-10-01&listViewType=${view}`;
      const { body } = await cloud.call(
        'GET',
        `${workspaceId}/environments/custom-tf-env/versions?${query}`,
      );
      return body.value.map(({ name }: { name: string }) => name);
    };

    it('are there at once, with their container', async () => {
      const path = `${workspaceId}/environments/new-env`;
      const body = { properties: { image: 'images/new:1' } };
      const { status, headers } = await cloud.call('PUT', `${path}/versions/1`, { body });

      expect(status).toBe(201);
      expect(headers.get('azure-asyncoperation')).toBeNull();
      expect((await cloud.call('GET', path)).body.properties).toMatchObject({
        latestVersion: '1',
        nextVersion: '2',
      });
      expect((await cloud.call('GET', `${path}/versions/1`)).body.properties).toMatchObject({
        image: 'images/new:1',
        osType: 'Linux',
        isArchived: false,
        environmentType: 'UserCreated',
      });
    });

    it('cannot be given other contents', async () => {
      const body = { properties: { image: 'images/other:1' } };

      expect(await cloud.call('PUT', environmentId('1.4.0'), { body })).toMatchObject({
        status: 409,
        ...error('Conflict', expect.stringContaining('image')),
      });
    });

    it('can be archived: hidden from lists unless asked for, and still there', async () => {
      const body = { properties: { isArchived: true, description: 'bad' } };

      const { status } = await cloud.call('PUT', environmentId('1.5.0'), { body });

      expect(status).toBe(200);
      expect(await names('ActiveOnly')).toEqual(['1.4.0']);
      expect(await names('ArchivedOnly')).toEqual(['1.5.0']);
      expect(await names('All')).toEqual(['1.4.0', '1.5.0']);
      expect((await cloud.call('GET', environmentId('1.5.0'))).body.properties).toMatchObject({
        isArchived: true,
        image: 'images/custom-tf-env:1.5.0',
      });
    });

    it('can be deleted, after which deployments cannot use them', async () => {
      expect((await cloud.call('DELETE', environmentId('1.5.0'))).status).toBe(200);
      expect((await cloud.call('DELETE', environmentId('1.5.0'))).status).toBe(204);

      await cloud.call('PUT', deploymentId('circuit-1'), { body: aDeployment() });

      expect((await settled(deploymentId('circuit-1'))).properties.provisioningState).toBe(
        'Failed',
      );
    });
  });
});
