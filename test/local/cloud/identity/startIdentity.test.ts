import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DefaultAzureCredential, ManagedIdentityCredential } from '@azure/identity';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startIdentity } from '../../../../local/cloud/identity/startIdentity';
import type { IdentityService } from '../../../../local/cloud/identity/startIdentity';

const tenantId = '8d1f4a5e-6c7b-4f0e-9a51-3b2f6f0c1d2e';
const storage = 'https://storage.azure.com';
const management = 'https://management.azure.com';
const environment = { ...process.env };

let stateDirectory: string;
let service: IdentityService;

const logged: string[] = [];

// One for all tests: the credentials' library remembers the endpoint for the life of its process.
beforeAll(async () => {
  stateDirectory = await mkdtemp(path.join(os.tmpdir(), 'identity-'));
  service = await start();
  process.env['IDENTITY_ENDPOINT'] = service.endpoint;
  process.env['IDENTITY_HEADER'] = identity('writer').secret;
});

afterAll(async () => {
  process.env = { ...environment };
  await service.close();
  await rm(stateDirectory, { recursive: true });
});

describe('a token from the managed identity endpoint', () => {
  it.each([
    { credential: 'DefaultAzureCredential', make: () => new DefaultAzureCredential() },
    { credential: 'ManagedIdentityCredential', make: () => new ManagedIdentityCredential() },
    {
      credential: 'ManagedIdentityCredential by client id',
      make: () => new ManagedIdentityCredential({ clientId: identity('writer').clientId }),
    },
  ])('reaches an unmodified $credential and names the identity and its roles', async ({ make }) => {
    const { token, expiresOnTimestamp } = await make().getToken(`${storage}/.default`);

    expect(service.authenticate(`Bearer ${token}`, storage)).toEqual({
      ok: true,
      principal: {
        objectId: identity('writer').objectId,
        name: 'writer',
        roles: ['Storage Blob Data Contributor'],
      },
    });
    expect(expiresOnTimestamp).toBeGreaterThan(Date.now() + 23 * 60 * 60 * 1000);
  });

  it('is issued to the identity that the secret belongs to', async () => {
    const { body } = await ask({ secret: identity('reader').secret });

    expect(principal(body.access_token)).toMatchObject({ name: 'reader', roles: ['Reader'] });
  });

  it.each([storage, `${storage}/`])(
    'for %s is good with and without a trailing slash',
    async (resource) => {
      const { body } = await ask({ resource });

      expect(claims(body.access_token)).toMatchObject({
        aud: storage,
        iss: `https://sts.windows.net/${tenantId}/`,
        ver: '1.0',
      });
      expect(service.authenticate(`Bearer ${body.access_token}`, storage).ok).toBe(true);
      expect(service.authenticate(`Bearer ${body.access_token}`, `${storage}/`).ok).toBe(true);
    },
  );

  it('stays good when the service starts again from the same directory', async () => {
    const { body } = await ask({});

    const again = await start();

    expect(again.identities).toEqual(service.identities);
    expect(again.authenticate(`Bearer ${body.access_token}`, storage).ok).toBe(true);
    await again.close();
  });
});

describe('the managed identity endpoint', () => {
  it.each([
    { wrong: 'no secret', call: { secret: '' }, status: 401, says: /X-IDENTITY-HEADER/ },
    { wrong: 'a foreign secret', call: { secret: 'F00' }, status: 401, says: /X-IDENTITY-HEADER/ },
    {
      wrong: 'another version',
      call: { version: '2017-09-01' },
      status: 400,
      says: /2017-09-01.*expected '2019-08-01'/,
    },
    { wrong: 'no resource', call: { resource: '' }, status: 400, says: /resource '' is not valid/ },
    {
      wrong: 'a resource that is no URI',
      call: { resource: 'storage' },
      status: 400,
      says: /resource 'storage'/,
    },
    {
      wrong: 'a foreign client id',
      call: { clientId: tenantId },
      status: 400,
      says: /No User Assigned/,
    },
    {
      wrong: 'another path',
      call: { pathname: '/oauth2/token' },
      status: 404,
      says: /\/oauth2\/token/,
    },
    { wrong: 'another method', call: { method: 'POST' }, status: 405, says: /POST/ },
  ])('refuses $wrong with $status', async ({ call, status, says }) => {
    const answer = await ask(call);

    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ statusCode: status, message: expect.stringMatching(says) });
  });

  it('makes the credential fail when it is refused', async () => {
    const credential = new ManagedIdentityCredential({ clientId: tenantId });

    await expect(credential.getToken(`${management}/.default`)).rejects.toThrow(/No User Assigned/);
  });

  it('logs refusals without secrets', async () => {
    await ask({ clientId: tenantId });

    expect(logged.at(-1)).toContain('No User Assigned');
    expect(logged.join()).not.toContain(identity('writer').secret);
  });

  it('keeps key and secrets from everybody but their owner', async () => {
    for (const file of ['signing-key.pem', 'identities.json']) {
      expect((await stat(path.join(stateDirectory, file))).mode & 0o777).toBe(0o600);
    }
  });

  it('does not start over damaged identities, which would give them new ids', async () => {
    const damaged = await mkdtemp(path.join(stateDirectory, 'damaged-'));
    await writeFile(path.join(damaged, 'identities.json'), '{"writer":{}}');

    await expect(start({ directory: damaged })).rejects.toThrow(/identities\.json is damaged/);
  });

  it('says who has the port when it is taken', async () => {
    await expect(start({ port: service.port })).rejects.toThrow(
      `identity: port ${service.port} of 127.0.0.1 is taken by another process`,
    );
  });
});

function start({ port = 0, directory = stateDirectory } = {}): Promise<IdentityService> {
  return startIdentity({
    port,
    tenantId,
    identities: [
      { name: 'writer', roles: ['Storage Blob Data Contributor'] },
      { name: 'reader', roles: ['Reader'] },
    ],
    stateDirectory: directory,
    log: (line) => logged.push(line),
  });
}

function identity(name: string) {
  return service.identities.find((candidate) => candidate.name === name)!;
}

type Call = {
  method?: string;
  pathname?: string;
  version?: string;
  resource?: string;
  clientId?: string;
  secret?: string;
};

async function ask(call: Call) {
  const { method = 'GET', pathname = '/msi/token', version = '2019-08-01' } = call;
  const { resource = storage, clientId, secret = identity('writer').secret } = call;
  const url = new URL(pathname, service.endpoint);
  url.searchParams.set('api-version', version);
  url.searchParams.set('resource', resource);
  if (clientId !== undefined) {
    url.searchParams.set('client_id', clientId);
  }
  const response = await fetch(url, { method, headers: { 'X-IDENTITY-HEADER': secret } });
  return { status: response.status, body: (await response.json()) as { access_token: string } };
}

function principal(token: string) {
  const authentication = service.authenticate(`Bearer ${token}`, storage);
  return authentication.ok ? authentication.principal : authentication;
}

function claims(token: string) {
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
}
