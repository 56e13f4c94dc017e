import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { DefaultAzureCredential } from '@azure/identity';
import { LogsQueryClient, LogsQueryResultStatus } from '@azure/monitor-query';
import { ServiceBusAdministrationClient, ServiceBusClient } from '@azure/service-bus';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Endpoints } from '../../../local/cloud/endpoints';
import { until } from '../../support/until';
import { aConfig, aServiceBusConfig, subscriptionId, workspaceId } from './aConfig';
import { end, failedStart, startCloudProcess } from './cloudProcess';

const environment = { ...process.env };
const trusted = tls.getCACertificates('default');

let directory: string;
let args: string[];
let cloud: ChildProcess;
let endpoints: Endpoints;
let ready: boolean;
let errors: Promise<string>;
let credential: DefaultAzureCredential;

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'cloud-'));
  const config = path.join(directory, 'cloud.jsonc');
  await writeFile(config, `// comments are welcome\n${JSON.stringify(aConfig())}`);
  await writeFile(path.join(directory, 'serviceBus.json'), JSON.stringify(aServiceBusConfig()));
  args = ['--config', config, '--state', path.join(directory, 'state'), '--speed', '1000'];
  args.push('--profile', 'strict');

  ({ child: cloud, endpoints, ready, errors } = await startCloudProcess(args));

  tls.setDefaultCACertificates([...trusted, await readFile(endpoints.caFile, 'utf8')]);
  process.env['IDENTITY_ENDPOINT'] = endpoints.identity.endpoint;
  process.env['IDENTITY_HEADER'] = endpoints.identity.headers['app']!;
  credential = new DefaultAzureCredential();
});

afterAll(async () => {
  await end(cloud, 'SIGKILL');
  tls.setDefaultCACertificates(trusted);
  process.env = { ...environment };
  await rm(directory, { recursive: true });
});

describe('the cloud process', () => {
  it('lets the Service Bus administration client in, on the port and with the connection string of messages', async () => {
    const administration = new ServiceBusAdministrationClient(endpoints.serviceBus);

    await administration.createQueue('made-by-a-client');

    await withServiceBus((client) =>
      client.createSender('made-by-a-client').sendMessages({ body: 1 }),
    );
    const counts = await administration.getQueueRuntimeProperties('made-by-a-client');
    expect(counts.activeMessageCount).toBe(1);
    await administration.deleteQueue('made-by-a-client');
  });

  it('says on one line of its output, and in endpoints.json, where everything is', async () => {
    const file = path.join(directory, 'state', 'endpoints.json');

    expect(ready).toBe(true);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(endpoints);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is healthy', async () => {
    expect(await health()).toEqual({
      status: 'healthy',
      services: {
        identity: 'healthy',
        blob: 'healthy',
        serviceBus: 'healthy',
        machineLearning: 'healthy',
        monitor: 'healthy',
      },
    });
  });

  it('throttles as it was told to', async () => {
    const answer = await fetch(`${endpoints.control}/machineLearning/profile`);

    expect(await answer.json()).toEqual({ name: 'strict' });
  });

  it('refuses a second process on the same state', async () => {
    expect(await failedStart(args)).toEqual({
      code: 1,
      errors: `cloud: ${path.join(directory, 'state')} is in use by process ${cloud.pid}\n`,
    });
  });

  it.each([
    { wrong: 'no configuration', flags: ['--state', 's'], says: /--config: .*\nusage: main\.js/ },
    {
      wrong: 'an unknown flag',
      flags: ['--verbose'],
      says: /Unknown option '--verbose'.*\nusage: main\.js/,
    },
    {
      wrong: 'a speed that is none',
      flags: ['--config', 'c', '--state', 's', '--speed', 'fast'],
      says: /--speed: .*number/,
    },
    {
      wrong: 'a profile that is none',
      flags: ['--config', 'c', '--state', 's', '--profile', 'harsh'],
      says: /--profile: .*"strict"/,
    },
    {
      wrong: 'a configuration that is not there',
      flags: ['--config', '/nowhere/cloud.jsonc', '--state', 's'],
      says: /\/nowhere\/cloud\.jsonc: cannot be read/,
    },
  ])('ends with code 2 for $wrong', async ({ flags, says }) => {
    const failure = await failedStart(flags);

    expect(failure.errors).toMatch(says);
    expect(failure.code).toBe(2);
  });

  it('names the service whose port somebody else has, and leaves nothing running', async () => {
    const { other, port } = await sixInARow();
    const state = path.join(directory, 'taken');

    const failure = await failedStart([...args.with(3, state), '--port-base', String(port - 5)]);

    expect(failure.errors).toContain(
      `control: port ${port} of 127.0.0.1 is taken by another process`,
    );
    expect(failure.code).toBe(1);
    other.close();
  });
});

/**
 * A server on the last of six neighbouring ports, of which the others are free. Below the range
 * that systems give out by themselves, so that nobody comes in between.
 */
async function sixInARow(): Promise<{ other: http.Server; port: number }> {
  for (let base = 20_000 + (process.pid % 1000) * 10; base < 32_000; base += 6) {
    const servers = [0, 1, 2, 3, 4, 5].map(() => http.createServer());
    const listening = await Promise.allSettled(
      servers.map(async (server, at) => once(server.listen(base + at, '127.0.0.1'), 'listening')),
    );
    const areFree = listening.every(({ status }) => status === 'fulfilled');
    const [other, ...others] = servers.toReversed() as [http.Server, ...http.Server[]];
    others.forEach((server) => server.close());
    if (areFree) {
      return { other, port: base + 5 };
    }
    other.close();
  }
  throw new Error('no six neighbouring ports are free');
}

describe('the cloud, for unmodified clients with DefaultAzureCredential', () => {
  it('keeps what it acknowledged, and its ports, when it is killed and started again', async () => {
    await write();

    await end(cloud, 'SIGKILL');
    const again = await startCloudProcess(args);
    cloud = again.child;
    errors = again.errors;

    expect(again.endpoints).toEqual(endpoints);
    expect(await read()).toEqual({
      blob: '{"release":1}',
      message: { circuit: 'C001' },
      endpoint: { plant: 'P001' },
      rows: [['C001']],
    });
  });

  it('stops at SIGTERM with all of its processes, and has logged no secret', async () => {
    expect(await end(cloud, 'SIGTERM')).toBe(0);

    expect(await errors).toBe('cloud: ready\ncloud: stopping on SIGTERM\n');
    await until('no service answers any more', async () => {
      const ports = JSON.parse(await readFile(path.join(directory, 'state', 'ports.json'), 'utf8'));
      const answers = await Promise.all(Object.values<number>(ports).map(isOpen));
      return !answers.includes(true);
    });
  });
});

const where = ['mlops', 'production'] as const;
const quickly = { updateIntervalInMs: 20 };

async function write(): Promise<void> {
  const container = blobs();
  await container.create();
  await container.getBlockBlobClient('release.json').upload('{"release":1}', 13, {
    conditions: { ifNoneMatch: '*' },
  });

  await withServiceBus((client) =>
    client.createSender('alerts').sendMessages({ body: { circuit: 'C001' } }),
  );

  await machineLearning().batchEndpoints.beginCreateOrUpdateAndWait(
    ...where,
    'plant-p001',
    { location: 'westeurope', tags: { plant: 'P001' }, properties: { authMode: 'AADToken' } },
    quickly,
  );

  const { token } = await credential.getToken('https://monitor.azure.com/.default');
  const ingested = await fetch(
    `${endpoints.ingestion}/dataCollectionRules/dcr-1/streams/Custom-Runs_CL?api-version=2023-01-01`,
    {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify([{ TimeGenerated: new Date().toISOString(), Circuit: 'C001' }]),
    },
  );
  expect(ingested.status).toBe(204);
}

async function read() {
  const blob = await blobs().getBlobClient('release.json').downloadToBuffer();
  const [message] = await withServiceBus((client) =>
    client.createReceiver('alerts').receiveMessages(1),
  );
  const { tags } = await machineLearning().batchEndpoints.get(...where, 'plant-p001');
  const logs = new LogsQueryClient(credential, { endpoint: endpoints.logs });
  const result = await logs.queryWorkspace(workspaceId, 'Runs_CL | project Circuit', {
    duration: 'P1D',
  });
  return {
    blob: blob.toString(),
    message: message?.body,
    endpoint: tags,
    rows: result.status === LogsQueryResultStatus.Success ? result.tables[0]?.rows : result,
  };
}

function blobs() {
  return new BlobServiceClient(endpoints.blob, credential).getContainerClient('releases');
}

async function withServiceBus<T>(use: (client: ServiceBusClient) => Promise<T>): Promise<T> {
  const client = new ServiceBusClient(endpoints.serviceBus);
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

function machineLearning() {
  return new AzureMachineLearningWorkspaces(credential, subscriptionId, {
    endpoint: endpoints.resourceManager,
    credentialScopes: 'https://management.azure.com/.default',
  });
}

async function health(): Promise<unknown> {
  return (await fetch(`${endpoints.control}/health`)).json();
}

function isOpen(port: number): Promise<boolean> {
  const request = http.get({ port, host: '127.0.0.1', agent: false });
  return once(request, 'response').then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ECONNREFUSED',
  );
}
