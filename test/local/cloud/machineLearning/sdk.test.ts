import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  TestCloud,
  aDeployment,
  endpoint,
  environmentId,
  resourceGroup,
  subscriptionId,
  workspace,
} from './support/testCloud';

const where = [resourceGroup, workspace] as const;
const quickly = { updateIntervalInMs: 5 };

describe('the unmodified Azure Machine Learning client', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await TestCloud.start();
  });
  beforeEach(async () => {
    await cloud.control('DELETE', '/machineLearning/resources');
    await cloud.control('PUT', '/machineLearning/profile', { name: 'none' });
  });
  afterAll(async () => cloud.close());

  it('creates an endpoint and a deployment, and reads them back whole', async () => {
    const client = cloud.client();
    await client.environmentVersions.createOrUpdate(...where, 'custom-tf-env', '1.5.0', {
      properties: { image: 'images/custom-tf-env:1.5.0' },
    });
    const made = await client.batchEndpoints.beginCreateOrUpdateAndWait(
      ...where,
      endpoint,
      { location: 'westeurope', properties: { authMode: 'AADToken' } },
      quickly,
    );
    const deployment = await client.batchDeployments.beginCreateOrUpdateAndWait(
      ...where,
      endpoint,
      'deployment-circuit-C001',
      aDeployment(),
      quickly,
    );

    expect(made.properties).toMatchObject({
      provisioningState: 'Succeeded',
      scoringUri: `${cloud.url}/inference/${subscriptionId}/${resourceGroup}/${workspace}/${endpoint}/jobs`,
    });
    expect(deployment).toMatchObject({
      name: 'deployment-circuit-C001',
      type: 'Microsoft.MachineLearningServices/workspaces/batchEndpoints/deployments',
      tags: { circuit: 'C001' },
      systemData: { createdBy: 'app', lastModifiedBy: 'app' },
      properties: {
        provisioningState: 'Succeeded',
        environmentId: environmentId('1.5.0'),
        miniBatchSize: 10,
        errorThreshold: -1,
        loggingLevel: 'Info',
        maxConcurrencyPerInstance: 1,
        outputAction: 'AppendRow',
        outputFileName: 'predictions.csv',
        retrySettings: { maxRetries: 3, timeout: 'PT30S' },
      },
    });
  });

  it('lists deployments over pages', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `circuit-${index}`);
    await cloud.setScene(...names);

    const listed: (string | undefined)[] = [];
    for await (const { name } of cloud
      .client()
      .batchDeployments.list(...where, endpoint, { top: 3 })) {
      listed.push(name);
    }

    expect(listed).toEqual(names);
  });

  it('updates in place, and resumes from a serialized poller', async () => {
    await cloud.setScene('circuit-1');
    const { systemData, ...body } = await cloud
      .client()
      .batchDeployments.get(...where, endpoint, 'circuit-1');
    body.properties.environmentId = environmentId('1.4.0');

    const poller = await cloud
      .client()
      .batchDeployments.beginCreateOrUpdate(...where, endpoint, 'circuit-1', body, quickly);
    const resumed = await cloud
      .client()
      .batchDeployments.beginCreateOrUpdate(...where, endpoint, 'circuit-1', body, {
        ...quickly,
        resumeFrom: poller.toString(),
      });
    const result = await resumed.pollUntilDone();

    expect(result.properties).toMatchObject({
      environmentId: environmentId('1.4.0'),
      provisioningState: 'Succeeded',
    });
    expect(systemData).toBeUndefined();
  });

  it('sees a failed operation for an environment version that is not there', async () => {
    await cloud.setScene('circuit-1');
    const client = cloud.client();
    const broken = aDeployment({ environmentId: environmentId('9.9.9') });

    await expect(
      client.batchDeployments.beginCreateOrUpdateAndWait(
        ...where,
        endpoint,
        'circuit-1',
        broken,
        quickly,
      ),
    ).rejects.toThrow(/ModelRegistryError.*Could not find asset with ID: .*9\.9\.9/);
    const after = await client.batchDeployments.get(...where, endpoint, 'circuit-1');
    expect(after.properties.provisioningState).toBe('Failed');
  });

  it('patches tags, and deletes', async () => {
    await cloud.setScene('circuit-1', 'circuit-2');
    const client = cloud.client();

    const patched = await client.batchDeployments.beginUpdateAndWait(
      ...where,
      endpoint,
      'circuit-1',
      { tags: { note: 'x' } },
      quickly,
    );
    await client.batchDeployments.beginDeleteAndWait(...where, endpoint, 'circuit-2', quickly);

    expect(patched.tags).toEqual({ note: 'x' });
    await expect(
      client.batchDeployments.get(...where, endpoint, 'circuit-2'),
    ).rejects.toMatchObject({ statusCode: 404, code: 'ResourceNotFound' });
  });

  it('reads the workspace', async () => {
    await expect(cloud.client().workspaces.get(...where)).resolves.toMatchObject({
      name: workspace,
      location: 'westeurope',
    });
  });

  it('waits as it is told when it is throttled, and then gets through', async () => {
    await cloud.setScene('circuit-1');
    const refusal = { status: 429, code: 'SubscriptionRequestsThrottled', message: 'later' };
    await cloud.control('PUT', '/machineLearning/faults', [
      { match: { method: 'GET' }, times: 1, effect: { ...refusal, retryAfter: 1 } },
    ]);
    const patient = cloud.client({}, { retryOptions: { maxRetries: 1 } });
    const before = performance.now();

    const deployment = await patient.batchDeployments.get(...where, endpoint, 'circuit-1');

    expect(deployment.name).toBe('circuit-1');
    expect(performance.now() - before).toBeGreaterThan(990);
  });
});
