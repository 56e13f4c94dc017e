import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JournalEntry } from '../../../../local/cloud/machineLearning/store/journalEntry';
import {
  TestCloud,
  aDeployment,
  endpoint,
  environmentId,
  resourceGroup,
  workspace,
} from './support/testCloud';
import { exceptions, specificationOf, validate } from './support/liveValidation';
import type { Finding } from './support/liveValidation';

const where = [resourceGroup, workspace] as const;
const quickly = { updateIntervalInMs: 5 };
describe('the traffic of a session of the unmodified client', () => {
  let cloud: TestCloud;
  let entries: JournalEntry[];
  let findings: Finding[];
  let specification: Awaited<ReturnType<typeof specificationOf>>;

  beforeAll(async () => {
    cloud = await TestCloud.start({ behaviour: { patchAnswer: 'done' } });
    await playSession(cloud);
    await cloud.restart({ behaviour: { patchAnswer: 'accepted', updateStatus: 201 } });
    await update(cloud, 'circuit-0');
    await patch(cloud, 'circuit-0');
    entries = await cloud.journal();
    specification = await specificationOf('2022-10-01');
    findings = await validate(specification, entries);
  });
  afterAll(async () => cloud.close());

  it('is a session of every kind of call and answer', () => {
    const kinds = new Set(entries.map(({ method, status }) => `${method} ${status}`));

    expect([...kinds].toSorted()).toEqual([
      'DELETE 200',
      'DELETE 202',
      'DELETE 204',
      'GET 200',
      'GET 404',
      'GET 429',
      'PATCH 200',
      'PATCH 202',
      'PATCH 404',
      'PUT 200',
      'PUT 201',
      'PUT 400',
      'PUT 403',
      'PUT 409',
      'PUT 429',
    ]);
  });

  it('keeps to the official specification, but for the exceptions', () => {
    expect(findings.filter((finding) => !exceptions.some(({ covers }) => covers(finding)))).toEqual(
      [],
    );
  });

  it('would be found out if an answer left out what the specification requires', async () => {
    const list = entries.find(
      ({ path, method }) => method === 'GET' && path.endsWith('/deployments'),
    );
    const { properties: _, ...broken } = { ...aDeployment(), id: '/x', name: 'x', type: 'x' };

    const found = await validate(specification, [{ ...list!, responseBody: { value: [broken] } }]);

    expect(found).toMatchObject([{ on: 'response', code: 'OBJECT_MISSING_REQUIRED_PROPERTY' }]);
  });

  it('says where to follow the operation with every accepted write of an endpoint or deployment', () => {
    const writes = entries.filter(
      ({ method, path, status }) =>
        method === 'PUT' && path.includes('/batchEndpoints/') && (status === 200 || status === 201),
    );

    expect(writes.length).toBeGreaterThan(8);
    for (const { responseHeaders } of writes) {
      expect(responseHeaders).toMatchObject({
        'Azure-AsyncOperation': expect.stringMatching(
          /^https:\/\/127\.0\.0\.1:\d+\/subscriptions\/[^/]+\/providers\/Microsoft\.MachineLearningServices\/locations\/westeurope\/mfeOperationsStatus\/b[de]:[0-9a-f-]+:[0-9a-f-]+\?api-version=2022-10-01$/,
        ),
        Location: expect.stringContaining('/batchEndpoints/'),
        'x-ms-async-operation-timeout': 'PT30M',
      });
    }
  });

  it('knows no other provisioning states than the specification', () => {
    const states = entries.flatMap(({ responseBody }) => provisioningStates(responseBody));

    expect(new Set(states)).toEqual(
      new Set(['Creating', 'Updating', 'Deleting', 'Succeeded', 'Failed']),
    );
  });
});

async function playSession(cloud: TestCloud): Promise<void> {
  const client = cloud.client();
  const { batchEndpoints, batchDeployments, environmentVersions, environmentContainers } = client;
  const { modelVersions, modelContainers } = client;
  await cloud.control('PUT', '/machineLearning/profile', { name: 'none' });

  for (const is of ['1.4.0', '1.5.0', '1.6.0']) {
    const properties = { image: `images/custom-tf-env:${is}`, tags: { is } };
    await environmentVersions.createOrUpdate(...where, 'custom-tf-env', is, { properties });
  }
  await environmentVersions.createOrUpdate(...where, 'custom-tf-env', '1.6.0', {
    properties: { isArchived: true },
  });
  await environmentVersions.delete(...where, 'custom-tf-env', '1.6.0');
  await environmentVersions.get(...where, 'custom-tf-env', '1.5.0');
  await environmentContainers.get(...where, 'custom-tf-env');
  await drain(environmentContainers.list(...where));
  await drain(environmentVersions.list(...where, 'custom-tf-env', { top: 1, listViewType: 'All' }));
  await modelContainers.createOrUpdate(...where, 'sensor', { properties: { description: 'x' } });
  await modelVersions.createOrUpdate(...where, 'sensor', '1', {
    properties: { modelUri: 'azureml://jobs/x/outputs/model' },
  });
  await modelVersions.get(...where, 'sensor', '1');
  await drain(modelContainers.list(...where));
  await drain(modelVersions.list(...where, 'sensor'));
  await client.workspaces.get(...where);

  const body = { location: 'westeurope', properties: { authMode: 'AADToken' } };
  await batchEndpoints.beginCreateOrUpdateAndWait(...where, endpoint, body, quickly);
  await batchEndpoints.beginUpdateAndWait(...where, endpoint, { tags: { a: 'b' } }, quickly);
  await drain(batchEndpoints.list(...where));
  for (let index = 0; index < 5; index += 1) {
    await create(cloud, `circuit-${index}`, aDeployment());
  }
  await drain(batchDeployments.list(...where, endpoint, { top: 2 }));
  await update(cloud, 'circuit-0');
  await patch(cloud, 'circuit-0');
  const broken = aDeployment({ environmentId: environmentId('9.9.9') });
  await refused(create(cloud, 'circuit-1', broken));
  await batchDeployments.get(...where, endpoint, 'circuit-1');
  await playRefusals(cloud);
  await batchDeployments.beginDeleteAndWait(...where, endpoint, 'circuit-4', quickly);
  await batchDeployments.beginDeleteAndWait(...where, endpoint, 'circuit-4', quickly);
  await hangNext(cloud, 'circuit-3');
  await batchDeployments.beginDelete(...where, endpoint, 'circuit-3');
  await batchDeployments.get(...where, endpoint, 'circuit-3');
}

async function playRefusals(cloud: TestCloud): Promise<void> {
  const { batchDeployments, batchEndpoints } = cloud.client();
  await refused(batchDeployments.get(...where, endpoint, 'nope'));
  await refused(batchEndpoints.get(...where, 'nope'));
  await refused(batchDeployments.beginUpdate(...where, endpoint, 'nope', { tags: {} }));
  await refused(create(cloud, 'circuit-1', aDeployment({ compute: 'x' })));
  const reader = cloud.client({ name: 'reader', role: 'Reader' }).batchDeployments;
  await refused(reader.beginCreateOrUpdate(...where, endpoint, 'circuit-1', aDeployment()));

  await hangNext(cloud, 'circuit-2');
  await batchDeployments.beginCreateOrUpdate(...where, endpoint, 'circuit-2', aDeployment());
  await refused(create(cloud, 'circuit-2', aDeployment()));

  const throttled = { status: 429, code: 'SubscriptionRequestsThrottled', message: 'later' };
  await cloud.control('PUT', '/machineLearning/faults', [
    { match: {}, times: 2, effect: { ...throttled, retryAfter: 10 } },
  ]);
  await refused(batchDeployments.get(...where, endpoint, 'circuit-1'));
  await refused(create(cloud, 'circuit-1', aDeployment()));
}

async function hangNext(cloud: TestCloud, name: string): Promise<void> {
  await cloud.control('PUT', '/machineLearning/faults', [
    { match: { pathPattern: name }, times: 1, effect: { operation: 'hang' } },
  ]);
}

async function create(cloud: TestCloud, name: string, body: ReturnType<typeof aDeployment>) {
  const { batchDeployments } = cloud.client();
  await batchDeployments.beginCreateOrUpdateAndWait(...where, endpoint, name, body, quickly);
}

/** Read, change, write, as a rollback does. */
async function update(cloud: TestCloud, name: string): Promise<void> {
  const { batchDeployments } = cloud.client();
  // The client would send `systemData` back, which is the service's own.
  const { systemData: _, ...body } = await batchDeployments.get(...where, endpoint, name);
  const environment = environmentId('1.4.0');
  const properties = { ...body.properties, environmentId: environment };
  const changed = { ...body, properties };
  await batchDeployments.beginCreateOrUpdateAndWait(...where, endpoint, name, changed, quickly);
}

async function patch(cloud: TestCloud, name: string): Promise<void> {
  const body = { tags: { a: 'b' }, properties: { description: 'new' } };
  const { batchDeployments } = cloud.client();
  await batchDeployments.beginUpdateAndWait(...where, endpoint, name, body, quickly);
}

async function drain(list: AsyncIterable<unknown>): Promise<void> {
  for await (const item of list) {
    expect(item).toHaveProperty('id');
  }
}

async function refused(call: Promise<unknown>): Promise<void> {
  await expect(call).rejects.toBeInstanceOf(Error);
}

function provisioningStates(body: unknown): string[] {
  const text = JSON.stringify(body ?? null);
  return [...text.matchAll(/"provisioningState":"(\w+)"/g)].map(([, state = '']) => state);
}
