import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  TestCloud,
  environmentId,
  resourceGroup,
  subscriptionId,
  workspaceId,
} from './support/testCloud';
import { specificationOf, validate } from './support/liveValidation';

const versions = ['2022-10-01', '2024-04-01'] as const;
type Version = (typeof versions)[number];

const examplesOf = (version: Version) =>
  join(
    __dirname,
    '../../../fixtures/aml-spec/specification/machinelearningservices/resource-manager/Microsoft.MachineLearningServices/stable',
    version,
    'examples',
  );
const batch = `${workspaceId}/batchEndpoints/plant-one`;
const online = `${workspaceId}/onlineEndpoints/live-scores`;
const registryId = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.MachineLearningServices/registries/shared`;

/** Where the examples of a folder are played. */
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

/** The place of an example by its path, such as `Registry/ModelVersion/createOrUpdate.json`. */
function placeOf(file: string): string {
  const folders = dirname(file).split(/[/\\]/);
  const place = places[folders.find((folder) => folder in places) ?? ''] ?? '';
  return folders[0] === 'Registry' ? place.replace(workspaceId, registryId) : place;
}

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

/** A parameter of a command, which the service would have read out of the job's code. */
const madeUp = 'properties.parameters.string';

const examples = versions.flatMap((version) =>
  readdirSync(examplesOf(version), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => ({ version, file })),
);

describe('the official examples of requests', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await TestCloud.start({
      speed: 50_000,
      registries: [{ resourceGroup, name: 'shared' }],
    });
    await cloud.control('PUT', '/machineLearning/profile', { name: 'none' });
  });
  afterAll(async () => cloud.close());

  it.each(examples)(
    'are answered as the specification says, in the shape of the example: $version $file',
    async ({ version, file }) => {
      const verb = file.split(/[/\\]/).at(-1)!.replace('.json', '');
      const method = methods[verb] ?? 'POST';
      const action = method === 'POST' ? `/${actions[verb] ?? verb}` : '';
      const example = JSON.parse(readFileSync(join(examplesOf(version), file), 'utf8'));
      const { parameters, responses } = example;
      await setScene(cloud, file.includes('Kubernetes') ? 'Kubernetes' : 'Managed');
      await cloud.control('DELETE', '/machineLearning/journal');

      const path = `${placeOf(file)}${action}?api-version=${version}`;
      const { status, body } = await cloud.call(method, path, { body: withIds(parameters.body) });

      expect(Object.keys(responses)).toContain(String(status));
      expect(await validate(await specificationFor(version), await cloud.journal())).toEqual([]);
      const answered = new Set([...placesIn(body), madeUp]);
      const shape = method === 'PUT' ? placesIn(responses[String(status)].body) : [];
      expect(shape.filter((place) => !answered.has(place))).toEqual([]);
    },
  );
});

const specifications = new Map<Version, ReturnType<typeof specificationOf>>();

async function specificationFor(version: Version) {
  const specification = specifications.get(version) ?? specificationOf(version);
  specifications.set(version, specification);
  return specification;
}

async function setScene(cloud: TestCloud, endpointComputeType: string): Promise<void> {
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
    { id: `${online}/deployments/string`, location, properties: { endpointComputeType } },
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

/** The names in an object and in what it holds, as in `properties.model.assetId`. */
function placesIn(value: unknown, within = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [];
  }
  return (
    Object.entries(value)
      // The examples make up another name in there for each request and answer.
      .filter(([name]) => !/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(name))
      .flatMap(([name, one]) => [`${within}${name}`, ...placesIn(one, `${within}${name}.`)])
  );
}
