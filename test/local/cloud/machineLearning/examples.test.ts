import { readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestCloud, environmentId, workspaceId } from './support/testCloud';
import { specificationOf, validate } from './support/liveValidation';

const directory = join(
  __dirname,
  '../../../fixtures/aml-spec/specification/machinelearningservices/resource-manager/Microsoft.MachineLearningServices/stable/2022-10-01/examples',
);
const batch = `${workspaceId}/batchEndpoints/plant-one`;
const online = `${workspaceId}/onlineEndpoints/live-scores`;

/** Where the example of a folder is played. */
const places: Readonly<Record<string, string>> = {
  BatchDeployment: `${batch}/deployments/circuit-1`,
  BatchEndpoint: batch,
  EnvironmentContainer: `${workspaceId}/environments/sample`,
  EnvironmentVersion: `${workspaceId}/environments/sample/versions/1`,
  Job: `${workspaceId}/jobs/sample`,
  ModelContainer: `${workspaceId}/models/sample`,
  ModelVersion: `${workspaceId}/models/sample/versions/1`,
  OnlineDeployment: `${online}/deployments/string`,
  OnlineEndpoint: online,
};

const methods: Readonly<Record<string, string>> = { createOrUpdate: 'PUT', update: 'PATCH' };
const actions: Readonly<Record<string, string>> = { getToken: 'token' };

/** The examples say "string" wherever a string may stand; an id has to be one. */
const ids: Readonly<Record<string, string>> = {
  assetId: 'azureml://registries/shared/models/sensor_model/versions/7',
  codeId: `${workspaceId}/codes/abc/versions/1`,
  compute: `${workspaceId}/computes/cpu-cluster`,
  environmentId: environmentId('1.5.0'),
  location: 'westeurope',
  model: 'azureml://registries/shared/models/sensor_model/versions/7',
};

describe('the official examples of requests', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await TestCloud.start({ speed: 50_000 });
    await cloud.control('PUT', '/machineLearning/profile', { name: 'none' });
  });
  afterAll(async () => cloud.close());

  it.each(
    readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.json'))
      .toSorted(),
  )('are answered as the specification says: %s', async (file) => {
    const folders = file.split(sep);
    const verb = folders.at(-1)!.replace('.json', '');
    const method = methods[verb] ?? 'POST';
    const action = method === 'POST' ? `/${actions[verb] ?? verb}` : '';
    const path = `${places[folders[0]!]}${action}`;
    const { parameters, responses } = JSON.parse(readFileSync(join(directory, file), 'utf8'));
    await setScene(cloud);
    await cloud.control('DELETE', '/machineLearning/journal');

    const { status } = await cloud.call(method, path, { body: withIds(parameters.body) });

    expect(Object.keys(responses)).toContain(String(status));
    const specification = await specificationOnce();
    expect(await validate(specification, await cloud.journal())).toEqual([]);
  });
});

let specification: ReturnType<typeof specificationOf> | undefined;

async function specificationOnce() {
  specification ??= specificationOf('2022-10-01');
  return specification;
}

async function setScene(cloud: TestCloud): Promise<void> {
  const location = 'westeurope';
  await cloud.control('DELETE', '/machineLearning/resources');
  await cloud.setScene();
  await cloud.control('PUT', '/machineLearning/resources', [
    { id: batch, location, tags: {}, properties: { authMode: 'AADToken' } },
    ...['circuit-1', 'string'].map((name) => ({
      id: `${batch}/deployments/${name}`,
      location,
      properties: {},
    })),
    { id: online, location, tags: {}, properties: { authMode: 'Key' } },
    {
      id: `${online}/deployments/string`,
      location,
      properties: { endpointComputeType: 'Managed' },
    },
  ]);
}

/** A body with ids in place of the word that stands for them, and shares that come to 100. */
function withIds(body: unknown): unknown {
  const text = JSON.stringify(body, (name, value: unknown) => {
    if (name === 'traffic') {
      return { string: 100 };
    }
    return value === 'string' ? (ids[name] ?? value) : value;
  });
  return text === undefined ? undefined : JSON.parse(text);
}
