import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BlobServiceClient } from '@azure/storage-blob';
import { startBlob } from '../../local/cloud/blob/startBlob';
import type { BlobService } from '../../local/cloud/blob/startBlob';
import { blobContainer } from '../../shared/azure/blobContainer';
import { blobLocks } from '../../shared/azure/blobLocks';
import { locksContract } from '../contract/locks';
import { establishTrust } from '../support/trust';
import type { Trust } from '../support/trust';

let trust: Trust;
let service: BlobService;

const credential = () => trust.credential('Storage Blob Data Contributor');
const place = () => ({ endpoint: service.url, container: 'ripcord' });
const circuit = { plant: 'P009', circuit: 'C001' };

beforeAll(async () => {
  trust = await establishTrust();
  service = await startBlob({
    port: 0,
    tls: trust.certificates,
    stateDirectory: path.join(trust.directory, 'blob'),
    log: () => undefined,
    program: path.resolve('dist/local/cloud/blob/azuriteProcess.js'),
  });
  await blobContainer(place(), credential()).prepare();
});

afterAll(async () => {
  await service.close();
  await trust.close();
});

locksContract('leases of Azure Blob Storage', () => blobLocks(place(), credential()));

describe('a lock on a blob', () => {
  const blob = () =>
    new BlobServiceClient(service.url, credential())
      .getContainerClient('ripcord')
      .getBlobClient('locks/P009/C001.json');

  it('is a lease that runs out by itself, so that who dies is out of the way', async () => {
    await blobLocks(place(), credential()).take(circuit, 'first');

    expect(await blob().getProperties()).toMatchObject({
      leaseState: 'leased',
      leaseDuration: 'fixed',
    });
  });

  it('is found again by the same incident after a restart, and by no other', async () => {
    await blobLocks(place(), credential()).take(circuit, 'first');
    const restarted = blobLocks(place(), credential());

    expect(await restarted.take(circuit, 'second')).toEqual({ status: 'held', by: 'first' });
    expect(await restarted.take(circuit, 'first')).toEqual({ status: 'taken' });
  });

  it('can be broken by a person, and taken by the next', async () => {
    const locks = blobLocks(place(), credential());
    await locks.take(circuit, 'first');
    await blob().getBlobLeaseClient().breakLease(0);

    expect(await locks.take(circuit, 'second')).toEqual({ status: 'taken' });
  });
});
