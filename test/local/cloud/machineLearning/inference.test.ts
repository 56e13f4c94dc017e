import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  TestCloud,
  aDeployment,
  deploymentId,
  endpoint,
  endpointId,
  environmentId,
  resourceGroup,
  workspace,
  workspaceId,
} from './support/testCloud';
import type { Body } from './support/testCloud';
import { until } from '../../../support/until';

const audience = 'https://ml.azure.com';
const liveId = `${workspaceId}/onlineEndpoints/live-scores`;

const anInput = { in: { JobInputType: 'UriFolder', Uri: 'azureml://datastores/raw/paths/today' } };

describe('batch scoring', () => {
  let cloud: TestCloud;
  let outputs: string;
  beforeAll(async () => {
    cloud = await TestCloud.start();
    outputs = await mkdtemp(join(tmpdir(), 'outputs-'));
    await cloud.control('PUT', '/machineLearning/jobOutputs', { directory: outputs });
    await cloud.control('PUT', '/machineLearning/profile', { name: 'none' });
  });
  beforeEach(async () => {
    await cloud.control('DELETE', '/machineLearning/resources');
    await cloud.control('PUT', '/machineLearning/jobRules', []);
    await cloud.setScene('circuit-1', 'circuit-2');
    await makeDefault('circuit-1');
  });
  afterAll(async () => {
    await cloud.close();
    await rm(outputs, { recursive: true });
  });

  async function makeDefault(deploymentName: string | null): Promise<number> {
    const properties = { authMode: 'AADToken', defaults: { deploymentName } };
    const { status, headers } = await cloud.call('PUT', endpointId, {
      body: { location: 'westeurope', properties },
    });
    if (status < 300) {
      await cloud.untilEnded(headers.get('azure-asyncoperation') ?? '');
    }
    return status;
  }

  const scoringUri = async (): Promise<string> =>
    (await cloud.call('GET', endpointId)).body.properties.scoringUri;
  const score = async (over: object = {}, options: object = {}) =>
    cloud.call('POST', await scoringUri(), {
      audience,
      body: { properties: { InputData: anInput, ...over } },
      ...options,
    });
  const rule = async (match: object, outcome: object, times: object = {}) =>
    cloud.control('PUT', '/machineLearning/jobRules', [{ match, outcome, ...times }]);

  it('starts a job of the default deployment, which goes from Preparing over Running to Completed', async () => {
    await rule({}, { status: 'Completed' }, { preparingSeconds: 100, runningSeconds: 100 });

    const { status, headers, body } = await score();

    expect(status).toBe(201);
    expect(headers.get('azureml-model-deployment')).toBe('circuit-1');
    expect(body).toMatchObject({
      id: `${deploymentId('circuit-1')}/jobs/${body.name}`,
      name: expect.stringMatching(/^batchjob-[0-9a-f-]{36}$/),
      properties: {
        provisioningState: 'Succeeded',
        status: 'Preparing',
        tags: { 'azureml.deploymentname': 'circuit-1' },
      },
    });
    const seen: string[] = [];
    await until('the job is over', async () => {
      const { status: now } = (await cloud.client().jobs.get(resourceGroup, workspace, body.name))
        .properties;
      seen.push(now ?? '');
      return now === 'Completed';
    });
    expect([...new Set(seen)].filter((one) => one !== 'Preparing')).toEqual([
      'Running',
      'Completed',
    ]);
    const same = await cloud.call('GET', `${await scoringUri()}/${body.name}`, { audience });
    expect(same.body.properties.status).toBe('Completed');
  });

  it('takes the deployment of the header, and names of fields in any case', async () => {
    const { headers, body } = await cloud.call('POST', await scoringUri(), {
      audience,
      headers: { 'azureml-model-deployment': 'circuit-2' },
      body: { properties: { inputData: { x: { jobInputType: 'UriFile', uri: 'azureml://x' } } } },
    });

    expect(headers.get('azureml-model-deployment')).toBe('circuit-2');
    const job = await cloud.call('GET', `${workspaceId}/jobs/${body.name}`);
    expect(job.body.properties).toMatchObject({
      jobType: 'Pipeline',
      inputs: { x: { jobInputType: 'uri_file', uri: 'azureml://x' } },
    });
  });

  it.each([
    { what: 'without a token', options: { headers: { Authorization: '' } }, status: 401 },
    {
      what: 'with a token for Resource Manager',
      options: { audience: 'https://management.azure.com' },
      status: 401,
    },
    { what: 'as a Reader', options: { role: 'Reader' }, status: 403 },
    { what: 'with no input', over: { InputData: {} }, status: 400 },
    { what: 'with two inputs', over: { InputData: { a: anInput.in, b: anInput.in } }, status: 400 },
    {
      what: 'with an output that is no datastore',
      over: { OutputData: { score: { JobOutputType: 'UriFile', Uri: 'https://x/y' } } },
      status: 400,
    },
    {
      what: 'with an output outside of the datastore',
      over: { OutputData: { score: anOutput('../../etc/x') } },
      status: 400,
    },
    {
      what: 'for a deployment that is not there',
      options: { headers: { 'azureml-model-deployment': 'nope' } },
      status: 404,
    },
  ])('answers $status $what', async ({ over = {}, options = {}, status }) => {
    expect(await score(over, options)).toHaveProperty('status', status);
  });

  it('answers 400 when the endpoint has no default, and 404 when it is not there', async () => {
    await makeDefault(null);
    const uri = await scoringUri();

    expect(await score()).toMatchObject({ status: 400 });
    expect(
      await cloud.call('POST', uri.replace(endpoint, 'nope'), { audience, body: {} }),
    ).toMatchObject({ status: 404 });
  });

  it('lets jobs fail by the environment of their deployment', async () => {
    await cloud.call('PUT', deploymentId('circuit-2'), {
      body: aDeployment({ environmentId: environmentId('1.4.0') }),
    });
    await rule({ environment: '1.5.0' }, { status: 'Failed', code: 'ImportError', message: 'tf' });

    const broken = await score();
    const fine = await score({}, { headers: { 'azureml-model-deployment': 'circuit-2' } });

    const failed = await cloud.untilJobIs(broken.body.name, 'Failed');
    expect(failed.properties.properties).toMatchObject({
      'error.code': 'ImportError',
      'error.message': 'tf',
    });
    await cloud.untilJobIs(fine.body.name, 'Completed');
  });

  it('lets jobs hang by deployment, until they are canceled', async () => {
    await rule({ deployment: 'CIRCUIT-1' }, { status: 'hangs' });
    const { body } = await score();
    await cloud.untilJobIs(body.name, 'Running');
    const cancel = `${workspaceId}/jobs/${body.name}/cancel`;

    const { status, headers } = await cloud.call('POST', cancel);

    expect(status).toBe(202);
    await cloud.untilJobIs(body.name, 'Canceled');
    const result = await until('the cancellation is over', async () => {
      const answer = await cloud.call('GET', headers.get('location') ?? '');
      return answer.status === 202 ? undefined : answer;
    });
    expect(result.status).toBe(200);
    expect(await cloud.call('POST', cancel)).toMatchObject({ status: 200 });
    expect(await cloud.call('POST', cancel, { role: 'Reader' })).toMatchObject({ status: 403 });
  });

  it('writes predictions where the request says, and fails where something is already', async () => {
    await rule({}, { status: 'Completed', output: 'row,1\n' });
    const OutputData = { score: anOutput('probes/p1/predictions.csv') };

    const first = await score({ OutputData });
    await cloud.untilJobIs(first.body.name, 'Completed');
    const second = await score({ OutputData });

    const file = join(outputs, 'workspaceblobstore/probes/p1/predictions.csv');
    expect(await readFile(file, 'utf8')).toBe('row,1\n');
    const failed = await cloud.untilJobIs(second.body.name, 'Failed');
    expect(failed.properties.properties['error.message']).toContain('already exists');
    await writeFile(file, '');
  });

  it('writes into a folder of its own by default', async () => {
    await rule({}, { status: 'Completed', output: 'row,2\n' });

    const { body } = await score();

    const job = await cloud.untilJobIs(body.name, 'Completed');
    expect(job.properties.outputs.score.uri).toBe(
      `azureml://datastores/workspaceblobstore/paths/azureml/${body.name}/score`,
    );
    const folder = join(outputs, 'workspaceblobstore/azureml', body.name, 'score');
    expect(await readFile(join(folder, 'predictions.csv'), 'utf8')).toBe('row,2\n');
  });

  it('lets a job fail that cannot write', async () => {
    await writeFile(join(outputs, 'full'), '');
    await cloud.control('PUT', '/machineLearning/jobOutputs', { directory: join(outputs, 'full') });
    const { body } = await score();
    await cloud.control('PUT', '/machineLearning/jobOutputs', { directory: outputs });

    const failed = await cloud.untilJobIs(body.name, 'Failed');

    expect(failed.properties.properties['error.message']).toContain('could not be written');
  });

  it('lists and shows the jobs of its endpoint, and no others', async () => {
    const uri = await scoringUri();
    const other = { jobType: 'Command', command: 'ls', environmentId: environmentId('1.5.0') };
    await cloud.call('PUT', `${workspaceId}/jobs/train-1`, { body: { properties: other } });
    const names = [(await score()).body.name, (await score()).body.name];

    const { body } = await cloud.call('GET', uri, { audience });

    expect(body.value.map(({ name }: Body) => name)).toEqual(names.toReversed());
    expect(await cloud.call('GET', `${uri}/train-1`, { audience })).toMatchObject({ status: 404 });
    expect(await cloud.call('DELETE', uri, { audience })).toMatchObject({ status: 405 });
  });

  it('goes on with its jobs after a restart', async () => {
    await rule({}, { status: 'Completed' }, { runningSeconds: 200 });
    const { body } = await score();

    await cloud.restart();

    const job = await cloud.untilJobIs(body.name, 'Completed');
    expect(job.properties.properties).toHaveProperty('EndTimeUtc');
  });

  it('refuses a default deployment that is not there', async () => {
    expect(await makeDefault('nope')).toBe(400);
  });

  it('forgets a default deployment that was deleted', async () => {
    const { headers } = await cloud.call('DELETE', deploymentId('circuit-1'));
    await until('it is gone', async () => {
      return (await cloud.call('GET', headers.get('location') ?? '')).status === 204;
    });

    const { body } = await cloud.call('GET', endpointId);
    expect(body.properties.defaults).toEqual({ deploymentName: null });
  });
});

describe('online scoring', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await TestCloud.start();
    await cloud.control('PUT', '/machineLearning/profile', { name: 'none' });
    await cloud.control('PUT', '/machineLearning/scoreRules', [
      { match: { deployment: 'green' }, answer: { status: 500, body: { error: 'broken' } } },
    ]);
  });
  beforeEach(async () => {
    await cloud.control('DELETE', '/machineLearning/resources');
    await cloud.setScene();
  });
  afterAll(async () => cloud.close());

  async function start(authMode: string, traffic: object = { blue: 100 }): Promise<string> {
    const properties = { authMode, traffic };
    const ids = ['blue', 'green'].map((name) => `${liveId}/deployments/${name}`);
    await cloud.control('PUT', '/machineLearning/resources', [
      { id: liveId, location: 'westeurope', tags: {}, properties },
      ...ids.map((id) => ({ id, location: 'westeurope', properties: {} })),
    ]);
    return (await cloud.call('GET', liveId)).body.properties.scoringUri;
  }
  const score = async (uri: string, bearer: string, headers = {}) =>
    cloud.call('POST', uri, {
      body: { data: [1, 2] },
      headers: { Authorization: `Bearer ${bearer}`, ...headers },
    });
  const keys = async (): Promise<Body> => (await cloud.call('POST', `${liveId}/listKeys`)).body;

  it('opens to either key, until that key is regenerated', async () => {
    const uri = await start('Key');
    const { primaryKey, secondaryKey } = await keys();

    const answer = await score(uri, primaryKey);
    const other = await score(uri, secondaryKey);
    await cloud.call('POST', `${liveId}/regenerateKeys`, { body: { keyType: 'Primary' } });

    expect(answer).toMatchObject({ status: 200, body: { data: [1, 2] } });
    expect(other.status).toBe(200);
    expect((await score(uri, primaryKey)).status).toBe(401);
    expect((await score(uri, (await keys()).primaryKey)).status).toBe(200);
    expect((await keys()).secondaryKey).toBe(secondaryKey);
  });

  it('opens to its token', async () => {
    const uri = await start('AMLToken');
    const { body } = await cloud.call('POST', `${liveId}/token`);

    expect(body).toMatchObject({ tokenType: 'Bearer', expiryTimeUtc: expect.any(Number) });
    expect((await score(uri, body.accessToken)).status).toBe(200);
    expect((await score(uri, `${body.accessToken}x`)).status).toBe(401);
  });

  it('opens to who has the right, for the audience of the data plane', async () => {
    const uri = await start('AADToken');
    const call = async (options: object) => cloud.call('POST', uri, { body: {}, ...options });

    expect(await call({ audience })).toHaveProperty('status', 200);
    expect(await call({ audience, role: 'Reader' })).toHaveProperty('status', 403);
    expect(await call({})).toHaveProperty('status', 401);
  });

  it('goes to deployments in their shares of the traffic, or to that of the header', async () => {
    const uri = await start('Key', { blue: 75, green: 25 });
    const { primaryKey } = await keys();
    let blue = 0;

    for (let count = 0; count < 80; count += 1) {
      blue += (await score(uri, primaryKey)).status === 200 ? 1 : 0;
    }
    const green = await score(uri, primaryKey, { 'azureml-model-deployment': 'green' });

    expect(blue).toBeGreaterThan(40);
    expect(blue).toBeLessThan(78);
    expect(green).toMatchObject({ status: 500, body: { error: 'broken' } });
  });

  it('answers 404 without a deployment to go to', async () => {
    const uri = await start('Key', {});
    const { primaryKey } = await keys();

    expect(await score(uri, primaryKey)).toMatchObject({
      status: 404,
      body: { error: { message: expect.stringContaining('No valid deployments to route to') } },
    });
  });

  it.each(['listKeys', 'regenerateKeys', 'token'])('keeps a Reader from %s', async (action) => {
    await start('Key');

    expect(
      await cloud.call('POST', `${liveId}/${action}`, { role: 'Reader', body: {} }),
    ).toMatchObject({
      status: 403,
      body: { error: { message: expect.stringContaining(`onlineEndpoints/${action}/action`) } },
    });
  });
});

function anOutput(path: string) {
  const datastore = `${workspaceId}/datastores/workspaceblobstore`;
  return { JobOutputType: 'UriFile', Uri: `${datastore}/paths/${path}` };
}
