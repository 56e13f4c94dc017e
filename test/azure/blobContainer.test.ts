import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startBlob } from '../../local/cloud/blob/startBlob';
import type { BlobService } from '../../local/cloud/blob/startBlob';
import { blobContainer } from '../../shared/azure/blobContainer';
import { blobsContract } from '../contract/blobs';
import { establishTrust } from '../support/trust';
import type { Trust } from '../support/trust';

let trust: Trust;
let service: BlobService;

function connect(container: string, role = 'Storage Blob Data Contributor') {
  return blobContainer({ endpoint: service.url, container }, trust.credential(role));
}

beforeAll(async () => {
  trust = await establishTrust();
  service = await startBlob({
    port: 0,
    tls: trust.certificates,
    stateDirectory: path.join(trust.directory, 'blob'),
    log: () => undefined,
    program: path.resolve('dist/local/cloud/blob/azuriteProcess.js'),
  });
  await connect('ripcord').prepare();
});

afterAll(async () => {
  await service.close();
  await trust.close();
});

blobsContract('a container of Azure Blob Storage', () => connect('ripcord'));

describe('a container', () => {
  it('is made once, and left as it is after that', async () => {
    const blobs = connect('prepared');
    await blobs.prepare();
    await blobs.write('kept.json', '{}');
    await connect('prepared').prepare();

    expect(await blobs.exists('kept.json')).toBe(true);
  });

  it('that is not there is a fault and no empty one', async () => {
    const nowhere = connect('nowhere');

    await expect(nowhere.list('')).rejects.toMatchObject({ statusCode: 404 });
    await expect(nowhere.create('a.json', '{}')).rejects.toMatchObject({ statusCode: 404 });
  });

  it('lists more names than fit on a page', async () => {
    const blobs = connect('ripcord');
    const names = Array.from({ length: 40 }, (_, index) => `pages/${100 + index}.json`);
    await Promise.all(names.map((name) => blobs.write(name, '{}')));

    expect(await blobs.list('pages/')).toEqual(names);
  });
});
