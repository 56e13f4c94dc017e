import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestCloud, aDeployment, subscriptionId, workspaceId } from './support/testCloud';

const other = '77777777-8888-9999-aaaa-bbbbbbbbbbbb';
const there = workspaceId.replace(subscriptionId, other);
const environment = `${there}/environments/custom-tf-env/versions/1.5.0`;
const endpoint = `${there}/batchEndpoints/plant-P900`;
const circuit = `${endpoint}/deployments/circuit-C001`;
const names = { resourceGroup: 'mlops-rg', name: 'prod-ml-workspace' };

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await TestCloud.start({
    workspaces: [names, { ...names, subscriptionId: other }],
    behaviour: { operationRetryAfterSeconds: undefined },
  });
  await cloud.setScene();
  await cloud.control('PUT', '/machineLearning/resources', [
    { id: environment, properties: { image: 'x' } },
    { id: endpoint, location: 'westeurope', properties: { authMode: 'AADToken' } },
  ]);
});
afterEach(() => cloud.close());

const body = () => aDeployment({ environmentId: environment });

describe('a second subscription', () => {
  it('has workspaces of its own, under the same names', async () => {
    const workspaces = async (id: string) => {
      const path = `/subscriptions/${id}/providers/Microsoft.MachineLearningServices/workspaces`;
      const { body: list } = await cloud.call('GET', path);
      return list.value.map((one: { id: string }) => one.id);
    };

    expect(await workspaces(subscriptionId)).toEqual([workspaceId]);
    expect(await workspaces(other)).toEqual([there]);
    expect((await cloud.call('GET', `${there}/batchEndpoints`)).body.value).toHaveLength(1);
    expect((await cloud.call('GET', endpoint.replace(other, subscriptionId))).status).toBe(404);
  });

  it('has operations that are followed there, and nowhere else', async () => {
    const put = await cloud.call('PUT', circuit, { body: body() });
    const follow = put.headers.get('azure-asyncoperation') ?? '';

    expect(put.status).toBe(201);
    expect(follow).toContain(`/subscriptions/${other}/providers/`);
    expect(await cloud.untilEnded(follow)).toMatchObject({ status: 'Succeeded' });
    const elsewhere = await cloud.call('GET', follow.replace(other, subscriptionId));
    expect(elsewhere.status).toBe(404);
  });

  it('has endpoints that are called there', async () => {
    await cloud.untilEnded(
      (await cloud.call('PUT', circuit, { body: body() })).headers.get('azure-asyncoperation')!,
    );
    const { scoringUri } = (await cloud.call('GET', endpoint)).body.properties;

    const job = await cloud.call('POST', scoringUri, {
      audience: 'https://ml.azure.com',
      headers: { 'azureml-model-deployment': 'circuit-C001' },
      body: {
        properties: {
          InputData: { data: { JobInputType: 'UriFolder', Uri: 'https://example.test/in' } },
        },
      },
    });

    expect(job.status).toBe(201);
    const { status } = await cloud.call('GET', `${there}/jobs/${job.body.name}`);
    expect(status).toBe(200);
  });

  it('has budgets of its own', async () => {
    await cloud.restart({ speed: 1, profile: 'strict' });
    await cloud.control('PUT', '/machineLearning/latencies', { deploymentWrite: [0, 0] });
    const here = circuit
      .replaceAll(other, subscriptionId)
      .replace('plant-P900', 'batch-endpoint-plant-P001');
    for (let write = 0; write < 5; write += 1) {
      await cloud.call('PUT', `${here}-${write}`, { body: aDeployment() });
    }

    const refused = await cloud.call('PUT', `${here}-5`, { body: aDeployment() });
    const granted = await cloud.call('PUT', circuit, { body: body() });

    expect(refused.status).toBe(429);
    expect(refused.body.error.message).toContain(subscriptionId);
    expect(granted.status).toBe(201);
    expect(granted.headers.get('x-ms-ratelimit-remaining-subscription-resource-requests')).toBe(
      '4',
    );
  });

  it('has quotas of its own', async () => {
    const quotas = {
      endpointsPerSubscription: 100,
      deploymentsPerSubscription: 1,
      deploymentsPerEndpoint: 20,
    };
    await cloud.restart({ behaviour: { quotas } });
    await cloud.setScene('circuit-C001');

    const first = await cloud.call('PUT', circuit, { body: body() });
    const second = await cloud.call('PUT', `${circuit}-2`, { body: body() });

    expect(first.status).toBe(201);
    expect(second.status).toBe(409);
    expect(second.body.error.code).toBe('QuotaExceeded');
  });

  it('is not found when nothing names it', async () => {
    const nobody = other.replace('7', '6');
    const { status, body: refusal } = await cloud.call('GET', endpoint.replace(other, nobody));

    expect(status).toBe(404);
    expect(refusal.error.code).toMatch(/NotFound$/);
  });
});
