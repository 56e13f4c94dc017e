import type { TokenCredential } from '@azure/identity';
import { BlobServiceClient } from '@azure/storage-blob';
import type { ContainerClient } from '@azure/storage-blob';
import { credentialOf } from './credential';
import type { Endpoints } from './endpoints';
import type { identities } from './place';

type Identity = (typeof identities)[keyof typeof identities];

/** The local cloud as the story uses it: by its services, and by its switches behind the scenes. */
export type Cloud = Endpoints & {
  credentialOf(identity: Identity): TokenCredential;
  container(identity: Identity): ContainerClient;
  /** Calls a control route; throws with the answer when it is not 2xx. */
  behind(method: 'GET' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
};

export function cloudAt(endpoints: Endpoints): Cloud {
  const credentialFor = (identity: Identity): TokenCredential =>
    credentialOf({
      endpoint: endpoints.identity.endpoint,
      secret: endpoints.identity.headers[identity] ?? '',
    });
  return {
    ...endpoints,
    credentialOf: credentialFor,
    container: (identity) =>
      new BlobServiceClient(endpoints.blob, credentialFor(identity)).getContainerClient('ripcord'),
    behind: async (method, path, body) => {
      const response = await fetch(`${endpoints.control}${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) {
        throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
      }
      const answer: unknown = text === '' ? undefined : JSON.parse(text);
      return answer;
    },
  };
}
