import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ensureCertificates } from '../../../../local/cloud/tls/ensureCertificates';
import type { Certificates } from '../../../../local/cloud/tls/ensureCertificates';

const DAY_MS = 24 * 60 * 60 * 1000;

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'tls-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('ensureCertificates', () => {
  it.each(['127.0.0.1', 'localhost'])(
    'lets a client that trusts the authority call %s',
    async (host) => {
      const certificates = await ensureCertificates(directory);

      expect(await statusOf(certificates, { host, ca: certificates.ca })).toBe(204);
    },
  );

  it('is not trusted by a client that was not told of the authority', async () => {
    const certificates = await ensureCertificates(directory);

    await expect(statusOf(certificates, { host: '127.0.0.1' })).rejects.toThrow(
      /unable to verify|self-signed/,
    );
  });

  it('lets a client trust the authorities of two clouds', async () => {
    const one = await ensureCertificates(path.join(directory, 'one'));
    const other = await ensureCertificates(path.join(directory, 'other'));

    for (const certificates of [one, other]) {
      const client = { host: '127.0.0.1', ca: `${one.ca}${other.ca}` };
      expect(await statusOf(certificates, client)).toBe(204);
    }
  });

  it('answers with the same certificates afterwards', async () => {
    const first = await ensureCertificates(directory);

    expect(await ensureCertificates(directory)).toEqual(first);
  });

  it('keeps private keys from everybody but their owner', async () => {
    const { keyFile } = await ensureCertificates(directory);

    for (const file of [keyFile, path.join(directory, 'ca-key.pem')]) {
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    }
  });

  it('replaces an expired server certificate and keeps the authority', async () => {
    const twoYearsAgo = new Date(Date.now() - 730 * DAY_MS);
    const old = await ensureCertificates(directory, twoYearsAgo);

    const renewed = await ensureCertificates(directory);

    expect(renewed.ca).toBe(old.ca);
    expect(renewed.cert).not.toBe(old.cert);
    expect(await statusOf(renewed, { host: '127.0.0.1', ca: renewed.ca })).toBe(204);
  });

  it('replaces everything when the authority has expired', async () => {
    const elevenYearsAgo = new Date(Date.now() - 11 * 365 * DAY_MS);
    const old = await ensureCertificates(directory, elevenYearsAgo);

    const renewed = await ensureCertificates(directory);

    expect(renewed.ca).not.toBe(old.ca);
    expect(await statusOf(renewed, { host: '127.0.0.1', ca: renewed.ca })).toBe(204);
  });

  it.each(['ca.pem', 'ca-key.pem', 'server.pem', 'server-key.pem'])(
    'makes new ones when %s is unreadable',
    async (file) => {
      await ensureCertificates(directory);
      await writeFile(path.join(directory, file), 'not a PEM file');

      const renewed = await ensureCertificates(directory);

      expect(await statusOf(renewed, { host: '127.0.0.1', ca: renewed.ca })).toBe(204);
    },
  );
});

async function statusOf(
  { cert, key }: Certificates,
  client: { host: string; ca?: string },
): Promise<number | undefined> {
  const server = https.createServer({ cert, key }, (_, response) => {
    response.writeHead(204).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const request = https.get({ ...client, port, agent: false });
    const [response] = await once(request, 'response');
    return response.statusCode;
  } finally {
    server.close();
  }
}
