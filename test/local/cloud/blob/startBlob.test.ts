import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { DefaultAzureCredential } from '@azure/identity';
import { BlobServiceClient, RestError } from '@azure/storage-blob';
import type { ContainerClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startBlob } from '../../../../local/cloud/blob/startBlob';
import type { BlobService } from '../../../../local/cloud/blob/startBlob';
import { startIdentity } from '../../../../local/cloud/identity/startIdentity';
import type { IdentityService } from '../../../../local/cloud/identity/startIdentity';
import { ensureCertificates } from '../../../../local/cloud/tls/ensureCertificates';
import type { Certificates } from '../../../../local/cloud/tls/ensureCertificates';
import { until } from '../../../support/until';

const program = path.resolve('dist/local/cloud/blob/azuriteProcess.js');
const environment = { ...process.env };
const trusted = tls.getCACertificates('default');

let directory: string;
let certificates: Certificates;
let identity: IdentityService;
let blob: BlobService;
let container: ContainerClient;
const started: BlobService[] = [];
const logged: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'blob-'));
  certificates = await ensureCertificates(path.join(directory, 'tls'));
  tls.setDefaultCACertificates([...trusted, certificates.ca]);
  identity = await startIdentity({
    port: 0,
    tenantId: '8d1f4a5e-6c7b-4f0e-9a51-3b2f6f0c1d2e',
    identities: [{ name: 'app', roles: ['Storage Blob Data Contributor'] }],
    stateDirectory: path.join(directory, 'identity'),
    log: () => undefined,
  });
  process.env['IDENTITY_ENDPOINT'] = identity.endpoint;
  process.env['IDENTITY_HEADER'] = identity.identities[0]!.secret;

  blob = await start();
  container = connect(blob.url).getContainerClient('releases');
  await container.create();
});

afterAll(async () => {
  await Promise.all(started.map((service) => service.close()));
  await identity.close();
  tls.setDefaultCACertificates(trusted);
  process.env = { ...environment };
  await rm(directory, { recursive: true });
});

describe('the blob service, for an unmodified client with DefaultAzureCredential', () => {
  it('refuses to create what exists', async () => {
    const client = container.getBlockBlobClient('create-only.json');
    const createOnly = { conditions: { ifNoneMatch: '*' } };
    await client.upload('{}', 2, createOnly);

    await expect(client.upload('[]', 2, createOnly)).rejects.toMatchObject({
      statusCode: 409,
      code: 'BlobAlreadyExists',
    });
  });

  it('refuses to overwrite what somebody else has changed', async () => {
    const client = container.getBlockBlobClient('guarded.json');
    const { etag } = await client.upload('1', 1);
    await client.upload('2', 1);

    await expect(client.upload('3', 1, { conditions: { ifMatch: etag! } })).rejects.toMatchObject({
      statusCode: 412,
      code: 'ConditionNotMet',
    });
  });

  it('lets one holder lease a blob', async () => {
    const client = container.getBlockBlobClient('lock');
    await client.upload('', 0);
    const lease = client.getBlobLeaseClient();
    await lease.acquireLease(15);

    await expect(client.getBlobLeaseClient().acquireLease(15)).rejects.toMatchObject({
      statusCode: 409,
      code: 'LeaseAlreadyPresent',
    });

    await lease.releaseLease();
    expect((await client.getBlobLeaseClient().acquireLease(15)).leaseId).toBeDefined();
  });

  it('appends to a blob', async () => {
    const client = container.getAppendBlobClient('timeline');
    await client.createIfNotExists();
    await client.appendBlock('a\n', 2);
    await client.appendBlock('b\n', 2);

    expect(await contentOf('timeline')).toBe('a\nb\n');
  });

  it('refuses a caller without a token', async () => {
    await expect(
      new BlobServiceClient(blob.url).getContainerClient('releases').exists(),
    ).rejects.toBeInstanceOf(RestError);
  });
});

describe('the blob service, when its process is killed', () => {
  it('is back on the same port with all that it acknowledged', async () => {
    const kept = container.getBlockBlobClient('kept');
    await kept.upload('old', 3);
    const created = container.getBlockBlobClient('created');
    const deleted = container.getBlockBlobClient('deleted');
    await deleted.upload('x', 1);
    const timeline = container.getAppendBlobClient('killed-timeline');
    await timeline.create();

    await timeline.appendBlock('1\n', 2);
    await deleted.delete();
    await created.upload('{}', 2, { conditions: { ifNoneMatch: '*' }, metadata: { by: 'app' } });
    const { etag } = await kept.upload('new', 3);
    const { leaseId } = await kept.getBlobLeaseClient().acquireLease(60);
    await timeline.appendBlock('2\n', 2);
    const pid = blob.pid()!;
    process.kill(pid, 'SIGKILL');
    await until(
      'the blob service is back',
      () => blob.pid() !== pid && blob.status() === 'healthy',
    );

    expect(await contentOf('killed-timeline')).toBe('1\n2\n');
    expect(await contentOf('kept')).toBe('new');
    expect(await kept.getProperties()).toMatchObject({ etag, leaseState: 'leased' });
    expect(await created.getProperties()).toMatchObject({ metadata: { by: 'app' } });
    expect(await deleted.exists()).toBe(false);
    await expect(kept.upload('', 0)).rejects.toMatchObject({ code: 'LeaseIdMissing' });
    await kept.getBlobLeaseClient(leaseId).releaseLease();
    expect(logged).toContain('Azurite ended with killed by SIGKILL; starting it again');
  });
});

describe('the process of the blob service', () => {
  it('ends when the process that started it is killed', async () => {
    const script = `
      require('./dist/local/cloud/blob/startBlob')
        .startBlob(JSON.parse(process.argv[1]))
        .then((blob) => console.log(blob.pid()));`;
    const options = { port: 0, tls: certificates, stateDirectory: path.join(directory, 'orphan') };
    const parent = spawn(process.execPath, ['-e', script, JSON.stringify(options)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [pid] = (await once(parent.stdout, 'data')) as [Buffer];
    expect(isAlive(Number(pid))).toBe(true);

    parent.kill('SIGKILL');

    await until('Azurite has ended too', () => !isAlive(Number(pid)));
  });

  it('is told of when it cannot start, with the end of its log', async () => {
    const starting = start({ port: identity.port, stateDirectory: path.join(directory, 'taken') });

    await expect(starting).rejects.toThrow(
      new RegExp(
        `Azurite did not start: .*exit code 1.*azurite\\.log:[^]*EADDRINUSE.*${identity.port}`,
      ),
    );
  });

  it('is not started again for ever when it keeps dying', async () => {
    const keyFile = path.join(directory, 'mortal-key.pem');
    await writeFile(keyFile, certificates.key);
    const mortal = await start({ keyFile, stateDirectory: path.join(directory, 'mortal') });
    await writeFile(keyFile, 'not a key');

    process.kill(mortal.pid()!, 'SIGKILL');

    await until('it is given up', () => mortal.status() === 'failed');
    expect(logged.at(-1)).toMatch(/^given up: Azurite did not start: .*[^]*DECODER/);
  });
});

type Start = { port?: number; keyFile?: string; stateDirectory?: string };

async function start(options: Start = {}): Promise<BlobService> {
  const { port = 0, keyFile = certificates.keyFile } = options;
  const { stateDirectory = path.join(directory, 'state') } = options;
  const service = await startBlob({
    port,
    tls: { certFile: certificates.certFile, keyFile },
    stateDirectory,
    log: (line) => logged.push(line),
    program,
  });
  started.push(service);
  return service;
}

function connect(url: string): BlobServiceClient {
  return new BlobServiceClient(url, new DefaultAzureCredential());
}

async function contentOf(name: string): Promise<string> {
  return (await container.getBlobClient(name).downloadToBuffer()).toString();
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
