import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deployments } from '../../../shared/azure/machineLearning/deployments';
import type { Target, WriteAnswer } from '../../../shared/domain/deployment';
import type { Deployments } from '../../../shared/ports';
import { aFleet, aTarget, after, before } from '../../support/builders';
import {
  aResource,
  deploymentId,
  environmentId,
  startWorkspace,
  workspaceId,
} from '../../support/machineLearning';
import type { SimulatedWorkspace } from '../../support/machineLearning';
import { establishTrust } from '../../support/trust';
import type { Trust } from '../../support/trust';
import { until } from '../../support/until';

const endpoint = 'batch-endpoint-plant-P001';
const target = aTarget();
const id = deploymentId();

let trust: Trust;
let cloud: SimulatedWorkspace;
let azure: Deployments;

beforeAll(async () => {
  trust = await establishTrust();
  cloud = await startWorkspace(trust, { behaviour: { pageSize: 7 } });
  azure = deployments(cloud.place, trust.credential('AzureML Data Scientist'));
});

beforeEach(async () => {
  await cloud.faults();
  await cloud.setFleet();
  await cloud.control('DELETE', '/machineLearning/journal');
});

afterAll(async () => {
  await cloud.close();
  await trust.close();
});

const restore = (of: Target = target) =>
  azure.startRestore(of, 'incident-1', async () => undefined);

/** The writes that the cloud has seen. */
async function writes() {
  return (await cloud.journal()).filter(({ method }) => method !== 'GET');
}

/** Waits for the operation on a deployment to end, whichever way. */
async function settled(of = id): Promise<string> {
  return until('the operation has ended', async () => {
    const { provisioningState } = (await cloud.resource(of)).properties;
    return provisioningState === 'Updating' ? undefined : String(provisioningState);
  });
}

const fault = (method: string, effect: object, times = 1) => ({ match: { method }, times, effect });
const failing = (status: number, code: string, more: object = {}) => ({
  status,
  code,
  message: `${code}!`,
  ...more,
});

describe('startRestore', () => {
  it('changes the environment and our two tags, and no other field, by a full PUT [T15]', async () => {
    const was = await cloud.resource(id);

    const answer = await restore();

    expect(answer).toEqual({
      status: 'started',
      operation: expect.stringMatching(/^https:/),
      expected: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await settled()).toBe('Succeeded');
    const is = await cloud.resource(id);
    const { systemData: _, ...rest } = is;
    const { systemData: __, ...same } = was;
    expect(rest).toEqual({
      ...same,
      tags: {
        ...was.tags,
        previous_environment: `azureml:${after}`,
        ripcord_incident: 'incident-1',
      },
      properties: {
        ...was.properties,
        environmentId: environmentId(before),
        // The service's own mark of its last operation.
        properties: {
          release: 'Release-123',
          AzureAsyncOperationUri: expect.any(String),
        },
      },
    });
    expect((await writes()).map(({ method }) => method)).toEqual(['PUT']);
  });

  it('sends back what newer API versions have added, and not what is read-only', async () => {
    await restore();

    const [put] = await writes();
    expect(put?.requestBody).toMatchObject({
      properties: {
        deploymentConfiguration: { settings: { depth: [1, 2] } },
        dataCollector: { collections: { inputs: { dataCollectionMode: 'Enabled' } } },
      },
      sku: { name: 'Default', capacity: 2 },
    });
    expect(Object.keys(put!.requestBody as object).toSorted()).toEqual([
      'kind',
      'location',
      'properties',
      'sku',
      'tags',
    ]);
    expect(put?.requestBody).not.toHaveProperty('properties.provisioningState');
  });

  const model = (version: number) =>
    `azureml://registries/mlregistry-shared/models/sensor_model_P001_C001/versions/${version}`;
  const toBoth = {
    ...target,
    from: { environment: after, model: model(7) },
    to: { environment: before, model: model(6) },
  };

  it('takes model and environment back in one write, and says in tags what was before [B03] [E04]', async () => {
    expect(await restore(toBoth)).toMatchObject({ status: 'started' });
    expect(await settled()).toBe('Succeeded');

    const { tags, properties } = await cloud.resource(id);
    expect(properties).toMatchObject({
      environmentId: environmentId(before),
      model: { referenceType: 'Id', assetId: model(6) },
      miniBatchSize: 42,
    });
    expect(tags).toEqual({
      ...aResource().tags,
      previous_environment: `azureml:${after}`,
      previous_model: model(7),
      ripcord_incident: 'incident-1',
    });
    expect((await writes()).map(({ method }) => method)).toEqual(['PUT']);
  });

  it('takes a model back and leaves the environment, and the tag about it, alone [E01]', async () => {
    const was = await cloud.resource(id);

    await restore({ ...toBoth, to: { environment: after, model: model(6) } });

    const is = await cloud.resource(id);
    expect(is.properties['environmentId']).toBe(was.properties['environmentId']);
    expect(is.properties['model']).toEqual({ referenceType: 'Id', assetId: model(6) });
    expect(is.tags).not.toHaveProperty('previous_environment');
  });

  it.each([
    { what: 'model', over: { model: { referenceType: 'Id', assetId: model(8) } } },
    { what: 'environment', over: { environmentId: environmentId('custom-tf-env:1.6.0') } },
  ])('writes neither of both when others have changed the $what [E04]', async ({ over }) => {
    const changed = aResource();
    await cloud.set({ ...changed, properties: { ...changed.properties, ...over } });

    expect(await restore(toBoth)).toMatchObject({ status: 'changed' });
    expect(await writes()).toEqual([]);
  });

  it.each([
    { asset: 'sensor:6', wire: `${workspaceId}/models/sensor/versions/6` },
    { asset: model(6), wire: model(6) },
  ])('names model $asset as the service takes it', async ({ asset, wire }) => {
    await cloud.set({
      id: `${workspaceId}/models/sensor/versions/6`,
      properties: { modelUri: 'azureml://x' },
    });

    await restore({ ...toBoth, to: { environment: before, model: asset } });

    expect((await cloud.resource(id)).properties['model']).toEqual({
      referenceType: 'Id',
      assetId: wire,
    });
  });

  it.each([
    {
      referenceType: 'DataPath',
      datastoreId: `${workspaceId}/datastores/models`,
      path: 'sensor/6/model.onnx',
    },
    { referenceType: 'OutputPath', jobId: `${workspaceId}/jobs/train-1`, path: 'model' },
  ])('knows a model by $referenceType again, and leaves it as it is', async (reference) => {
    const odd = aResource();
    await cloud.set({ ...odd, properties: { ...odd.properties, model: reference } });
    const listed = await azure.list(endpoint);
    const seen = listed.status === 'read' ? listed.deployments[0]?.model : undefined;

    const answer = await restore({ ...target, from: { environment: after, model: seen } });

    expect(answer).toMatchObject({ status: 'started' });
    expect((await cloud.resource(id)).properties['model']).toEqual(reference);
  });

  it('sends back nulls, empty texts and fields that nobody knows as they came', async () => {
    const odd = {
      ...aResource(),
      identity: { type: 'None' },
      zones: null,
      properties: {
        ...aResource().properties,
        description: null,
        resources: { instanceCount: 1, instanceType: null, properties: null },
        environmentVariables: { EMPTY: '', 'a.b/c': '\u00e9\u{1F600}' },
        properties: {},
        ofTheYear2031: { depth: [null, { a: 1e21 }], flag: false },
      },
    };
    await cloud.set(odd);
    const was = await cloud.resource(id);

    await restore();

    const [put] = await writes();
    const { provisioningState: _, ...properties } = was.properties;
    expect(put?.requestBody).toMatchObject({
      zones: null,
      identity: { type: 'None' },
      properties: { ...properties, environmentId: environmentId(before) },
    });
    expect(Object.keys((put!.requestBody as typeof odd).properties).toSorted()).toEqual(
      Object.keys(properties).toSorted(),
    );
  });

  it('names identities without what the directory says of them', async () => {
    const assigned = `${workspaceId.split('/providers')[0]}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/scorer`;
    await cloud.set({
      ...aResource(),
      identity: {
        type: 'SystemAssigned,UserAssigned',
        principalId: '11111111-1111-1111-1111-111111111111',
        tenantId: '22222222-2222-2222-2222-222222222222',
        userAssignedIdentities: { [assigned]: { principalId: 'p', clientId: 'c' } },
      },
    });

    await restore();

    const [put] = await writes();
    expect((put!.requestBody as { identity: unknown }).identity).toEqual({
      type: 'SystemAssigned,UserAssigned',
      userAssignedIdentities: { [assigned]: {} },
    });
  });

  it('moves a deployment that has no tags', async () => {
    const { tags: _, ...bare } = aResource();
    await cloud.set(bare);

    expect(await restore()).toMatchObject({ status: 'started' });
    expect((await cloud.resource(id)).tags).toEqual({
      previous_environment: `azureml:${after}`,
      ripcord_incident: 'incident-1',
    });
  });

  it('goes back to an environment of a registry by its whole id', async () => {
    const to = 'azureml://registries/mlregistry-shared/environments/tf/versions/3';

    expect(await restore({ ...target, to: { environment: to } })).toMatchObject({
      status: 'started',
    });
    expect((await cloud.resource(id)).properties['environmentId']).toBe(to);
  });

  it('writes nothing where the environment is there already', async () => {
    await cloud.set(aResource({ environment: before }));

    expect(await restore()).toEqual({ status: 'alreadyThere', byUs: false });
    expect(await writes()).toEqual([]);
  });

  it('knows its own work again when it is asked twice', async () => {
    await restore();
    await settled();

    expect(await restore()).toEqual({ status: 'alreadyThere', byUs: true });
    expect(await writes()).toHaveLength(1);
  });

  it('leaves alone what others have changed since, and says what it found', async () => {
    await cloud.set(aResource({ environment: 'custom-tf-env:1.6.0' }));

    expect(await restore()).toEqual({ status: 'changed', found: 'custom-tf-env:1.6.0' });
    expect(await writes()).toEqual([]);
  });

  it('tries again what stands on the right environment and has failed', async () => {
    const failed = aResource({ environment: before });
    failed.properties['provisioningState'] = 'Failed';
    await cloud.set(failed);

    expect(await restore()).toMatchObject({ status: 'started' });
    expect(await settled()).toBe('Succeeded');
  });

  it.each([
    { what: 'the old environment', environment: after },
    { what: 'the right one by somebody else', environment: before },
  ])('waits for an operation of others to $what', async ({ environment }) => {
    const updating = aResource({ environment });
    updating.properties['provisioningState'] = 'Updating';
    await cloud.set(updating);

    expect(await restore()).toEqual({ status: 'busy' });
    expect(await writes()).toEqual([]);
  });

  it('finds its own write running when a crash hid the answer', async () => {
    await cloud.faults(fault('PUT', { operation: 'hang' }));
    await restore();

    expect(await restore()).toEqual({ status: 'started' });
    expect(await writes()).toHaveLength(1);
  });

  it.each<{ what: string; effect: object; expected: WriteAnswer }>([
    {
      what: 'a conflict',
      effect: failing(409, 'Conflict'),
      expected: { status: 'busy' },
    },
    {
      what: 'throttling',
      effect: failing(429, 'TooManyRequests', { retryAfter: 17 }),
      expected: { status: 'throttled', retryAfterSeconds: 17 },
    },
    {
      what: 'throttling without a word on how long',
      effect: failing(429, 'TooManyRequests'),
      expected: { status: 'throttled', retryAfterSeconds: 10 },
    },
    {
      what: 'throttling for longer than anybody waits',
      effect: failing(429, 'TooManyRequests', { retryAfter: 1_000_000_000 }),
      expected: { status: 'throttled', retryAfterSeconds: 3600 },
    },
    {
      what: 'an internal error',
      effect: failing(500, 'InternalServerError'),
      expected: { status: 'unavailable', reason: 'InternalServerError: InternalServerError!' },
    },
    {
      what: 'an outage',
      effect: failing(503, 'ServiceUnavailable', { retryAfter: 60 }),
      expected: { status: 'unavailable', reason: 'ServiceUnavailable: ServiceUnavailable!' },
    },
    {
      what: 'a broken connection',
      effect: { reset: true },
      expected: { status: 'unavailable', reason: expect.any(String) as unknown as string },
    },
    {
      what: 'a request the service does not understand',
      effect: failing(400, 'BadRequest'),
      expected: { status: 'refused', reason: 'BadRequest: BadRequest!' },
    },
    {
      what: 'a lock',
      effect: failing(403, 'ScopeLocked'),
      expected: { status: 'refused', reason: 'ScopeLocked: ScopeLocked!' },
    },
  ])('says in our words that there was $what, at once and without trying again', async (row) => {
    for (const method of ['GET', 'PUT']) {
      await cloud.control('DELETE', '/machineLearning/journal');
      await cloud.faults(fault(method, row.effect));

      expect(await restore()).toEqual(row.expected);
      expect((await cloud.journal()).filter((call) => call.method === method)).toHaveLength(1);
    }
    expect((await cloud.resource(id)).properties['environmentId']).toBe(environmentId(after));
  });

  it('does not know whether a write arrived whose answer was lost, and the next look tells', async () => {
    await cloud.faults(fault('PUT', { loseAnswer: true }));

    expect(await restore()).toMatchObject({ status: 'unavailable' });
    await settled();
    expect(await restore()).toEqual({ status: 'alreadyThere', byUs: true });
    expect(await writes()).toHaveLength(1);
  });

  it.each([
    { what: 'deployment', gone: { circuit: 'C009', deployment: 'deployment-circuit-C009' } },
    { what: 'endpoint', gone: { plant: 'P009', endpoint: 'batch-endpoint-plant-P009' } },
  ])('says that a $what is gone', async ({ gone }) => {
    expect(await restore(aTarget(gone))).toEqual({ status: 'gone' });
  });

  it('is refused by the service without the role to write, in its words', async () => {
    const reader = deployments(cloud.place, trust.credential('Reader'));

    expect(await reader.startRestore(target, 'incident-1', async () => undefined)).toEqual({
      status: 'refused',
      reason: expect.stringMatching(/^AuthorizationFailed: /),
    });
  });

  it('says how many writes the service has left', async () => {
    await cloud.control('PUT', '/machineLearning/profile', { name: 'provider' });
    const answers = [
      await restore(),
      await restore(aTarget({ circuit: 'C002', deployment: 'deployment-circuit-C002' })),
    ];
    await cloud.control('PUT', '/machineLearning/profile', { name: 'none' });

    expect(answers).toMatchObject([{ remaining: 24 }, { status: 'started' }]);
  });

  it('does not wait for ever for a service that is silent', async () => {
    const impatient = deployments(cloud.place, trust.credential('AzureML Data Scientist'), 100);
    await cloud.faults({ match: {}, times: 2, effect: { delaySeconds: 1_600 } });

    expect(await impatient.startRestore(target, 'incident-1', async () => undefined)).toEqual({
      status: 'unavailable',
      reason: 'no answer in time',
    });
    expect(await impatient.list(endpoint)).toEqual({
      status: 'unavailable',
      reason: 'no answer in time',
    });
    await until('the service has noticed', async () => (await cloud.journal()).length === 2);
  });

  it('sends its token nowhere else, whatever the address of an operation is', async () => {
    const failed = aResource({ environment: before });
    failed.properties['provisioningState'] = 'Failed';
    await cloud.set(failed);

    const listing = azure.list(endpoint, { [target.deployment]: 'https://evil.example/op' });

    await expect(listing).rejects.toThrow('refused to send a token to https://evil.example');
  });
});

describe('list', () => {
  it('reads every deployment of an endpoint, over pages, in our words', async () => {
    await cloud.setFleet(aFleet({ plants: 1, circuits: 20 }));

    const reading = await azure.list(endpoint);

    expect(reading).toEqual({
      status: 'read',
      deployments: Array.from({ length: 20 }, (_, index) => ({
        deployment: `deployment-circuit-C${String(index + 1).padStart(3, '0')}`,
        environment: after,
        model: 'azureml://registries/mlregistry-shared/models/sensor_model_P001_C001/versions/7',
        tags: {},
        state: 'Succeeded',
        spec: expect.stringMatching(/^[0-9a-f]{64}$/),
      })),
      failures: {},
    });
  });

  it('says why an operation failed, in the words of the service', async () => {
    await cloud.faults(
      fault('PUT', { operation: 'fail', code: 'ImageBuildFailure', message: 'No space left.' }),
    );
    const answer = await restore();
    await settled();

    const operation = answer.status === 'started' ? (answer.operation ?? '') : '';
    const reading = await azure.list(endpoint, { [target.deployment]: operation });

    expect(reading).toMatchObject({
      status: 'read',
      deployments: [{ state: 'Failed' }, {}, {}],
      failures: { [target.deployment]: 'ImageBuildFailure: No space left.' },
    });
  });

  it('asks only about operations of deployments that failed', async () => {
    const answer = await restore();
    await settled();
    await cloud.control('DELETE', '/machineLearning/journal');
    const operation = answer.status === 'started' ? (answer.operation ?? '') : '';

    await azure.list(endpoint, { [target.deployment]: operation });

    expect(await cloud.journal()).toHaveLength(1);
  });

  it('says that an endpoint is gone', async () => {
    expect(await azure.list('batch-endpoint-plant-P009')).toMatchObject({ status: 'gone' });
  });

  it('says that the service cannot be read, once it has tried three times', async () => {
    await cloud.faults(fault('GET', { reset: true }, 10));

    expect(await azure.list(endpoint)).toMatchObject({ status: 'unavailable' });
    expect(await cloud.journal()).toHaveLength(3);
  });
});

describe('environment', () => {
  it.each([
    { version: before, expected: 'present' },
    { version: 'custom-tf-env:1.4.0', expected: 'archived' },
    { version: 'custom-tf-env:0.0.1', expected: 'missing' },
    {
      version: 'azureml://registries/mlregistry-shared/environments/tf/versions/3',
      expected: 'unchecked',
    },
  ])('finds $version $expected', async ({ version, expected }) => {
    await cloud.set({
      id: `${workspaceId}/environments/custom-tf-env/versions/1.4.0`,
      properties: { image: 'images/custom-tf-env:1.4.0', isArchived: true },
    });

    expect(await azure.environment(version)).toBe(expected);
  });

  it('does not take an outage for a missing environment', async () => {
    await cloud.faults(fault('GET', failing(403, 'AuthorizationFailed')));

    await expect(azure.environment(before)).rejects.toMatchObject({ statusCode: 403 });
  });
});
