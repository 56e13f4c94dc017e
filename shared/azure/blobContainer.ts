import { text as readText } from 'node:stream/consumers';
import type { TokenCredential } from '@azure/identity';
import { BlobServiceClient, RestError } from '@azure/storage-blob';
import type { ContainerClient } from '@azure/storage-blob';
import type { Blobs } from '../ports';

export type BlobPlace = { endpoint: string; container: string };

/** One container of a storage account as `Blobs`. `prepare` makes the container if need be. */
export function blobContainer(
  { endpoint, container }: BlobPlace,
  credential: TokenCredential,
): Blobs & { prepare(): Promise<void> } {
  const client = new BlobServiceClient(endpoint, credential, {
    retryOptions: { maxTries: 4, retryDelayInMs: 250, maxRetryDelayInMs: 4_000 },
  }).getContainerClient(container);
  return {
    prepare: async () => {
      await client.createIfNotExists();
    },
    create: (name, text) =>
      guarded(() => upload(client, { name, text, conditions: { ifNoneMatch: '*' } }), {
        done: 'created',
        refused: 'exists',
      }),
    replace: (name, text, etag) =>
      guarded(() => upload(client, { name, text, conditions: { ifMatch: etag } }), {
        done: 'replaced',
        refused: 'changed',
      }),
    write: (name, text) => upload(client, { name, text }),
    read: (name) => read(client, name),
    exists: (name) => client.getBlobClient(name).exists(),
    list: (prefix) => list(client, prefix),
  };
}

async function list(client: ContainerClient, prefix: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of client.listBlobsFlat({ prefix })) {
    names.push(name);
  }
  return names;
}

type Upload = {
  name: string;
  text: string;
  conditions?: { ifMatch?: string; ifNoneMatch?: string };
};

async function upload(
  client: ContainerClient,
  { name, text: body, conditions }: Upload,
): Promise<void> {
  const type = name.endsWith('.md') ? 'text/markdown; charset=utf-8' : 'application/json';
  await client.getBlockBlobClient(name).upload(body, Buffer.byteLength(body), {
    blobHTTPHeaders: { blobContentType: type },
    ...(conditions ? { conditions } : {}),
  });
}

/** 409 says the blob is there, 412 that its etag is another: both are answers, not faults. */
async function guarded<Done extends string, Refused extends string>(
  write: () => Promise<void>,
  { done, refused }: { done: Done; refused: Refused },
): Promise<Done | Refused> {
  try {
    await write();
    return done;
  } catch (error) {
    if (error instanceof RestError && (error.statusCode === 409 || error.statusCode === 412)) {
      return refused;
    }
    throw error;
  }
}

async function read(
  client: ContainerClient,
  name: string,
): Promise<{ text: string; etag: string } | undefined> {
  try {
    const { readableStreamBody, etag } = await client.getBlobClient(name).download();
    return { text: readableStreamBody ? await readText(readableStreamBody) : '', etag: etag ?? '' };
  } catch (error) {
    if (error instanceof RestError && error.statusCode === 404) {
      return undefined;
    }
    throw error;
  }
}
