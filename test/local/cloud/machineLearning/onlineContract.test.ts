import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OnlineDeployment } from '@azure/arm-machinelearning';
import type { JournalEntry } from '../../../../local/cloud/machineLearning/store/journalEntry';
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
import { exceptions, specificationOf, validate } from './support/liveValidation';
import type { Finding } from './support/liveValidation';

const where = [resourceGroup, workspace] as const;
const quickly = { updateIntervalInMs: 5 };
const location = 'westeurope';
const live = 'circuit-live';
const liveId = `${workspaceId}/onlineEndpoints/${live}`;
const registryId = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.MachineLearningServices/registries/shared`;
const newer = 'api-version=2024-04-01';

describe('the traffic of online endpoints, jobs, keys and registries', () => {
  let cloud: TestCloud;
  let entries: JournalEntry[];
  let findings: Finding[];

  beforeAll(async () => {
    cloud = await TestCloud.start({ registries: [{ resourceGroup, name: 'shared' }], speed: 5000 });
    await cloud.control('PUT', '/machineLearning/profile', { name: 'none' });
    await cloud.setScene('circuit-1');
    await playOnline(cloud);
    await playJobs(cloud);
    await playNewer(cloud);
    await playRegistry(cloud);
    entries = await cloud.journal();
    findings = await validate(await specificationOf('2022-10-01', '2024-04-01'), entries);
  });
  afterAll(async () => cloud.close());

  it('covers every operation of online endpoints, jobs and registry assets that is simulated', () => {
    const seen = new Set(entries.map(({ method, path }) => `${method} ${shapeOf(path)}`));

    expect([...seen].toSorted()).toEqual(expect.arrayContaining(operations));
  });

  it('keeps to the official specification, but for the exceptions', () => {
    expect(findings.filter((finding) => !exceptions.some(({ covers }) => covers(finding)))).toEqual(
      [],
    );
  });

  it.each(exceptions)('needs the exception: $why', ({ covers }) => {
    expect(findings.some(covers)).toBe(true);
  });

  it('says where to follow it with every accepted call', () => {
    const accepted = entries.filter(({ method, status }) => method !== 'GET' && status === 202);

    expect(accepted.length).toBeGreaterThan(5);
    for (const { responseHeaders, responseBody } of accepted) {
      expect(responseHeaders).toMatchObject({
        Location: expect.stringContaining('/mfeOperationResults/'),
        'Azure-AsyncOperation': expect.stringContaining('/mfeOperationsStatus/'),
      });
      expect(responseBody).toBeUndefined();
    }
  });

  it('says where to follow it with every write that is an operation', () => {
    const writes = entries.filter(
      ({ method, path, status }) =>
        method === 'PUT' && /onlineEndpoints|registries/.test(path) && Number(status) < 300,
    );

    expect(writes.length).toBeGreaterThan(8);
    for (const { path, responseHeaders, responseBody } of writes) {
      expect(responseHeaders).toMatchObject({
        'Azure-AsyncOperation': expect.stringMatching(
          path.includes('/registries/')
            ? /\/mfeOperationsStatus\/ra:/
            : /\/mfeOperationsStatus\/o[de]:/,
        ),
        'x-ms-async-operation-timeout': 'PT30M',
      });
      expect(responseBody).toHaveProperty('properties.provisioningState');
    }
  });

  it('knows no other states of provisioning and of jobs than the specification', () => {
    const text = JSON.stringify(entries.map(({ responseBody }) => responseBody));
    const all = (name: string) =>
      new Set([...text.matchAll(new RegExp(`"${name}":"(\\w+)"`, 'g'))].map(([, is]) => is));

    expect(all('provisioningState')).toEqual(new Set(['Creating', 'Updating', 'Succeeded']));
    const statuses = jobStatuses(entries);
    expect([...statuses]).toEqual(expect.arrayContaining(['Preparing', 'Completed', 'Canceled']));
    expect(stages).toEqual(expect.arrayContaining([...statuses]));
  });
});

const stages = ['Preparing', 'Running', 'CancelRequested', 'Canceled', 'Completed', 'Failed'];

const operations = [
  'DELETE registries/models/versions',
  'DELETE workspaces/jobs',
  'DELETE workspaces/onlineEndpoints',
  'DELETE workspaces/onlineEndpoints/deployments',
  'GET registries/environments',
  'GET registries/environments/versions',
  'GET registries/models/versions',
  'GET workspaces/jobs',
  'GET workspaces/onlineEndpoints',
  'GET workspaces/onlineEndpoints/deployments',
  'GET workspaces/onlineEndpoints/deployments/skus',
  'PATCH workspaces/onlineEndpoints',
  'PATCH workspaces/onlineEndpoints/deployments',
  'POST workspaces/batchEndpoints/listkeys',
  'POST workspaces/jobs/cancel',
  'POST workspaces/onlineEndpoints/deployments/getLogs',
  'POST workspaces/onlineEndpoints/listKeys',
  'POST workspaces/onlineEndpoints/regenerateKeys',
  'POST workspaces/onlineEndpoints/token',
  'PUT registries/environments',
  'PUT registries/environments/versions',
  'PUT registries/models/versions',
  'PUT workspaces/jobs',
  'PUT workspaces/onlineEndpoints',
  'PUT workspaces/onlineEndpoints/deployments',
];

/** A path by its types and actions, without names. */
function shapeOf(path: string): string {
  const [, rest = ''] = path.split('/providers/Microsoft.MachineLearningServices/');
  return rest
    .split('/')
    .filter((_, index) => index % 2 === 0)
    .join('/');
}

function jobStatuses(entries: readonly JournalEntry[]): Set<unknown> {
  const bodies = entries
    .filter(({ path }) => path.includes('/jobs/'))
    .map(({ responseBody }) => responseBody as { properties?: { status?: string } } | undefined);
  return new Set(bodies.map((body) => body?.properties?.status).filter(Boolean));
}

function aManagedDeployment(): OnlineDeployment {
  return {
    location,
    sku: { name: 'Default', capacity: 1 },
    properties: {
      endpointComputeType: 'Managed',
      environmentId: environmentId('1.5.0'),
      model: 'azureml://registries/shared/models/sensor_model/versions/7',
      instanceType: 'Standard_DS3_v2',
    },
  };
}

async function playOnline(cloud: TestCloud): Promise<void> {
  const { batchEndpoints, onlineDeployments, onlineEndpoints } = cloud.client();
  const ours = [...where, live] as const;
  const properties = { authMode: 'Key', traffic: {} };
  await onlineEndpoints.beginCreateOrUpdateAndWait(...ours, { location, properties }, quickly);
  for (const name of ['blue', 'green']) {
    await onlineDeployments.beginCreateOrUpdateAndWait(
      ...ours,
      name,
      aManagedDeployment(),
      quickly,
    );
  }
  const traffic = { blue: 90, green: 10 };
  await onlineEndpoints.beginCreateOrUpdateAndWait(
    ...ours,
    { location, properties: { ...properties, traffic } },
    quickly,
  );
  await onlineEndpoints.beginUpdateAndWait(...ours, { tags: { a: 'b' } }, quickly);
  await drain(
    onlineEndpoints.list(...where, {
      name: live,
      count: 5,
      computeType: 'Managed',
      tags: 'a=b',
      orderBy: 'UpdatedAtDesc',
    }),
  );
  await drain(onlineDeployments.list(...ours, { top: 1, orderBy: 'createdtime desc' }));
  const scaled = await onlineDeployments.beginUpdateAndWait(
    ...ours,
    'green',
    { sku: { capacity: 3 }, tags: { scaled: 'yes' } },
    quickly,
  );
  expect(scaled.sku?.capacity).toBe(3);
  await drain(onlineDeployments.listSkus(...ours, 'green'), 'sku');
  await onlineDeployments.getLogs(...ours, 'green', { tail: 2 });
  await onlineEndpoints.listKeys(...ours);
  await onlineEndpoints.beginRegenerateKeysAndWait(...ours, { keyType: 'Secondary' }, quickly);
  await onlineEndpoints.getToken(...ours);
  await batchEndpoints.listKeys(...where, endpoint);
  await onlineEndpoints.beginCreateOrUpdateAndWait(
    ...ours,
    { location, properties: { ...properties, traffic: { blue: 100 } } },
    quickly,
  );
  await onlineDeployments.beginDeleteAndWait(...ours, 'green', quickly);
  await expect(onlineDeployments.get(...ours, 'green')).rejects.toMatchObject({ statusCode: 404 });
  await expect(onlineDeployments.beginDelete(...ours, 'blue')).rejects.toMatchObject({
    statusCode: 409,
  });
}

async function playJobs(cloud: TestCloud): Promise<void> {
  const { jobs } = cloud.client();
  const command = {
    jobType: 'Command' as const,
    command: 'python train.py',
    environmentId: environmentId('1.5.0'),
    tags: { plant: 'P001' },
  };
  await cloud.control('PUT', '/machineLearning/jobRules', [
    { match: { environment: '1.4.0' }, outcome: { status: 'hangs' } },
  ]);
  await jobs.createOrUpdate(...where, 'train-1', { properties: command });
  await jobs.createOrUpdate(...where, 'train-2', {
    properties: { ...command, environmentId: environmentId('1.4.0') },
  });
  await drain(jobs.list(...where, { jobType: 'Command', tag: 'plant', listViewType: 'All' }));
  await jobs.beginCancel(...where, 'train-2');
  await jobs.get(...where, 'train-2');
  await cloud.untilJobIs('train-2', 'Canceled');
  await cloud.untilJobIs('train-1', 'Completed');
  await cloud.call(
    'POST',
    `${cloud.url}/inference/${subscriptionId}/${where.join('/')}/${endpoint}/jobs`,
    {
      audience: 'https://ml.azure.com',
      headers: { 'azureml-model-deployment': 'circuit-1' },
      body: {
        properties: { InputData: { in: { JobInputType: 'UriFolder', Uri: 'azureml://x' } } },
      },
    },
  );
  await drain(jobs.list(...where));
  await jobs.beginDeleteAndWait(...where, 'train-2', quickly);
}

async function playNewer(cloud: TestCloud): Promise<void> {
  const properties = { authMode: 'Key', traffic: { blue: 100 }, mirrorTraffic: { blue: 10 } };
  await settle(cloud, `PUT ${liveId}?${newer}`, { location, properties });
  const shown = await cloud.call('GET', `${liveId}?${newer}`);
  expect(shown.body.properties.mirrorTraffic).toEqual({ blue: 10 });
  const hidden = await cloud.call('GET', liveId);
  expect(hidden.body.properties).not.toHaveProperty('mirrorTraffic');
  const nothing = { location, properties: { authMode: 'Key', traffic: { blue: 0 } } };
  await settle(cloud, `PUT ${liveId}`, nothing);
  const wiped = await cloud.call('GET', `${liveId}?${newer}`);
  expect(wiped.body.properties.mirrorTraffic).toEqual({});
  await settle(cloud, `DELETE ${liveId}`);
  await cloud.call('GET', `${endpointId}/deployments?${newer}`);
  await cloud.call('GET', `${deploymentId('circuit-1')}?${newer}`);
  await settle(cloud, `PUT ${deploymentId('circuit-1')}?${newer}`, aDeployment());
}

async function playRegistry(cloud: TestCloud): Promise<void> {
  const container = `${registryId}/environments/shared-env`;
  const properties = { description: 'x', tags: { team: 'ml' } };
  await settle(cloud, `PUT ${container}?${newer}`, { properties });
  const environment = { properties: { image: 'images/shared:1', stage: 'Development' } };
  await settle(cloud, `PUT ${container}/versions/1?${newer}`, environment);
  const model = `${registryId}/models/sensor_model/versions/7`;
  const content = { modelUri: 'azureml://x', stage: 'Production', tags: { a: 'b' } };
  await settle(cloud, `PUT ${model}?${newer}`, { properties: content });
  await cloud.call('GET', `${registryId}?${newer}`);
  await cloud.call('GET', `${registryId.replace(/\/shared$/, '')}?${newer}`);
  await drain(cloud.client().workspaces.listByResourceGroup(resourceGroup));
  await drain(cloud.client().workspaces.listBySubscription());
  await cloud.call('GET', `${container}?${newer}`);
  await cloud.call('GET', `${registryId}/environments?${newer}`);
  await cloud.call('GET', `${container}/versions?${newer}&$orderBy=createdtime desc&$top=1`);
  const list = await cloud.call('GET', `${model.replace(/\/7$/, '')}?${newer}&tags=a&version=7`);
  expect(list.body.value).toHaveLength(1);
  await cloud.call('GET', `${model}?${newer}`);
  await settle(cloud, `DELETE ${model}?${newer}`);
  const again = await cloud.call('PUT', `${model}?${newer}`, { body: { properties: content } });
  expect(again).toMatchObject({ status: 409 });
}

/** Makes a write, and follows its operation to a good end. */
async function settle(cloud: TestCloud, methodAndPath: string, body?: unknown) {
  const [method = '', path = ''] = methodAndPath.split(/ (.*)/s);
  const { status, headers } = await cloud.call(method, path, { body });
  expect([200, 201, 202]).toContain(status);
  const ended = await cloud.untilEnded(headers.get('azure-asyncoperation') ?? '');
  expect(ended.status).toBe('Succeeded');
}

async function drain(list: AsyncIterable<unknown>, property = 'id'): Promise<void> {
  let count = 0;
  for await (const item of list) {
    expect(item).toHaveProperty(property);
    count += 1;
  }
  expect(count).toBeGreaterThan(0);
}
