import { createHash } from 'node:crypto';
import { text as readText } from 'node:stream/consumers';
import type { TokenCredential } from '@azure/identity';
import { BlobServiceClient, RestError } from '@azure/storage-blob';
import type { BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import { z } from 'zod';
import type { Circuit } from '../domain/fleet';
import type { Locks } from '../ports';
import type { BlobPlace } from './blobContainer';

/** The longest that Blob Storage leases for; whoever dies is out of the way after that. */
const leaseSeconds = 60;

const Holder = z.object({ incident: z.string() });

/** Locks as leases of blobs: one blob per circuit, and one lease id per circuit and incident. */
export function blobLocks({ endpoint, container }: BlobPlace, credential: TokenCredential): Locks {
  const client = new BlobServiceClient(endpoint, credential, {
    retryOptions: { maxTries: 4, retryDelayInMs: 250, maxRetryDelayInMs: 4_000 },
  }).getContainerClient(container);
  return {
    take: (circuit, incident) => take(client, circuit, incident),
    renew: async (circuits, incident) => {
      await Promise.all(circuits.map((circuit) => renew(client, circuit, incident)));
    },
    release: (circuit, incident) => release(client, circuit, incident),
  };
}

async function take(
  client: ContainerClient,
  circuit: Circuit,
  incident: string,
): ReturnType<Locks['take']> {
  const blob = blobOf(client, circuit);
  const lease = blob.getBlobLeaseClient(leaseId(circuit, incident));
  try {
    // With the id that holds it already, this renews: who asks twice has it once.
    await lease.acquireLease(leaseSeconds);
  } catch (error) {
    if (isAnswer(error, 409)) {
      return { status: 'held', by: (await holderOf(blob)) ?? 'another incident' };
    }
    if (!isAnswer(error, 404)) {
      throw error;
    }
    await createBlob(blob);
    return take(client, circuit, incident);
  }
  const content = JSON.stringify({ incident });
  await blob.upload(content, Buffer.byteLength(content), {
    conditions: { leaseId: lease.leaseId },
    blobHTTPHeaders: { blobContentType: 'application/json' },
  });
  return { status: 'taken' };
}

async function renew(client: ContainerClient, circuit: Circuit, incident: string): Promise<void> {
  const lease = blobOf(client, circuit).getBlobLeaseClient(leaseId(circuit, incident));
  try {
    await lease.renewLease();
  } catch (error) {
    // It has expired and somebody else has it: what we wrote is looked at all the same.
    if (!isAnswer(error, 409) && !isAnswer(error, 404)) {
      throw error;
    }
  }
}

async function release(client: ContainerClient, circuit: Circuit, incident: string): Promise<void> {
  const lease = blobOf(client, circuit).getBlobLeaseClient(leaseId(circuit, incident));
  try {
    await lease.releaseLease();
  } catch (error) {
    // 409: it has expired, and perhaps somebody else holds it; 404: it never was.
    if (!isAnswer(error, 409) && !isAnswer(error, 404)) {
      throw error;
    }
  }
}

async function createBlob(blob: BlockBlobClient): Promise<void> {
  try {
    await blob.upload('{}', 2, { conditions: { ifNoneMatch: '*' } });
  } catch (error) {
    // Somebody else made it meanwhile, or holds it already.
    if (!isAnswer(error, 409) && !isAnswer(error, 412)) {
      throw error;
    }
  }
}

async function holderOf(blob: BlockBlobClient): Promise<string | undefined> {
  const { readableStreamBody } = await blob.download();
  const text = readableStreamBody ? await readText(readableStreamBody) : '{}';
  return Holder.safeParse(JSON.parse(text)).data?.incident;
}

function blobOf(client: ContainerClient, { plant, circuit }: Circuit): BlockBlobClient {
  return client.getBlockBlobClient(`locks/${plant}/${circuit}.json`);
}

/** A GUID that follows from who asks for what, so that a restart finds its own locks again. */
function leaseId({ plant, circuit }: Circuit, incident: string): string {
  const hex = createHash('sha256').update(`${incident}\n${plant}\n${circuit}`).digest('hex');
  const bounds = [0, 8, 12, 16, 20, 32];
  return bounds
    .slice(1)
    .map((end, index) => hex.slice(bounds[index], end))
    .join('-');
}

function isAnswer(error: unknown, status: number): boolean {
  return error instanceof RestError && error.statusCode === status;
}
