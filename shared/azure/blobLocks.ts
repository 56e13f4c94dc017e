import { createHash } from 'node:crypto';
import { text as readText } from 'node:stream/consumers';
import type { TokenCredential } from '@azure/identity';
import { BlobServiceClient, RestError } from '@azure/storage-blob';
import type { BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import { z } from 'zod';
import type { Circuit } from '../domain/fleet';
import type { Locks } from '../ports';
import { atMost } from './atMost';
import type { BlobPlace } from './blobContainer';

/** The longest that Blob Storage leases for; whoever dies is out of the way after that. */
const leaseSeconds = 60;

/** All circuits of a fleet are locked in the same moment, over as many connections. */
const callsAtOnce = 32;

const Holder = z.object({ incident: z.string() });

/** Locks as leases of blobs: one blob per circuit, and one lease id per circuit and incident. */
export function blobLocks({ endpoint, container }: BlobPlace, credential: TokenCredential): Locks {
  const client = new BlobServiceClient(endpoint, credential, {
    retryOptions: { maxTries: 4, retryDelayInMs: 250, maxRetryDelayInMs: 4_000 },
  }).getContainerClient(container);
  const inTurn = atMost(callsAtOnce);
  return {
    take: (circuit, incident) => inTurn(() => take(client, circuit, incident)),
    renew: async (circuits, incident) => {
      await Promise.all(circuits.map((circuit) => inTurn(() => renew(client, circuit, incident))));
    },
    release: (circuit, incident) => inTurn(() => release(client, circuit, incident)),
  };
}

async function take(
  client: ContainerClient,
  circuit: Circuit,
  incident: string,
): ReturnType<Locks['take']> {
  const blob = blobOf(client, circuit);
  const lease = blob.getBlobLeaseClient(leaseId(circuit, incident));
  const content = JSON.stringify({ incident });
  const isNew = await createBlob(blob, content);
  try {
    // With the id that holds it already, this renews: who asks twice has it once.
    await lease.acquireLease(leaseSeconds);
  } catch (error) {
    if (isAnswer(error, 409)) {
      return { status: 'held', by: (await holderOf(blob)) ?? 'another incident' };
    }
    throw error;
  }
  if (!isNew) {
    await blob.upload(content, Buffer.byteLength(content), {
      conditions: { leaseId: lease.leaseId },
      blobHTTPHeaders: { blobContentType: 'application/json' },
    });
  }
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

/** Whether it was not there before. */
async function createBlob(blob: BlockBlobClient, content: string): Promise<boolean> {
  try {
    await blob.upload(content, Buffer.byteLength(content), {
      conditions: { ifNoneMatch: '*' },
      blobHTTPHeaders: { blobContentType: 'application/json' },
    });
    return true;
  } catch (error) {
    // It is there, and perhaps somebody holds it.
    if (!isAnswer(error, 409) && !isAnswer(error, 412)) {
      throw error;
    }
    return false;
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
