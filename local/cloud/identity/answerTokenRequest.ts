import { createHash, timingSafeEqual } from 'node:crypto';
import type { Identity } from './identities';
import { issueToken } from './issueToken';
import type { Issuer } from './issueToken';

const API_VERSION = '2019-08-01';

/** A call of App Service's token endpoint, as far as it matters. */
export type EndpointRequest = {
  method: string | undefined;
  pathname: string;
  query: URLSearchParams;
  /** The `X-IDENTITY-HEADER`. */
  secret: string | undefined;
  /** Milliseconds since 1970. */
  now: number;
};

export type EndpointAnswer =
  | { status: 200; body: Record<string, string> }
  | { status: 400 | 401 | 404 | 405; message: string };

/** Decides what App Service's managed identity endpoint answers. */
export function answerTokenRequest(
  { method, pathname, query, secret, now }: EndpointRequest,
  { issuer, identities }: { issuer: Issuer; identities: readonly Identity[] },
): EndpointAnswer {
  if (pathname !== '/msi/token') {
    return { status: 404, message: `There is nothing at ${pathname}; expected /msi/token.` };
  }
  if (method !== 'GET') {
    return { status: 405, message: `The method ${method} is not allowed; expected GET.` };
  }
  const identity = identities.find((candidate) => isSame(candidate.secret, secret ?? ''));
  if (identity === undefined) {
    return {
      status: 401,
      message: 'The X-IDENTITY-HEADER is missing or belongs to no managed identity of this app.',
    };
  }
  const resource = query.get('resource') ?? '';
  const mistake = findMistake(query, { identity, resource });
  if (mistake !== undefined) {
    return { status: 400, message: mistake };
  }

  const { accessToken, expiresOn } = issueToken(issuer, { identity, resource, now });
  return {
    status: 200,
    body: {
      access_token: accessToken,
      expires_on: String(expiresOn),
      resource,
      token_type: 'Bearer',
      client_id: identity.clientId,
    },
  };
}

function findMistake(
  query: URLSearchParams,
  { identity, resource }: { identity: Identity; resource: string },
): string | undefined {
  const version = query.get('api-version');
  if (version !== API_VERSION) {
    return `The api-version '${version ?? ''}' is not supported; expected '${API_VERSION}'.`;
  }
  if (!isResource(resource)) {
    return `The resource '${resource}' is not valid; expected the application id URI or id of a service, such as https://storage.azure.com.`;
  }
  const isOther =
    !isAskedFor(query.get('client_id'), identity.clientId) ||
    !isAskedFor(query.get('principal_id'), identity.objectId) ||
    query.has('mi_res_id');
  return isOther
    ? 'No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.'
    : undefined;
}

/** Whether the id was left open or is this one. */
function isAskedFor(asked: string | null, id: string): boolean {
  return asked === null || asked.toLowerCase() === id;
}

function isResource(resource: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(resource) || URL.canParse(resource);
}

/** Compares digests, so that the time it takes says nothing of the secret. */
function isSame(secret: string, offered: string): boolean {
  return timingSafeEqual(digest(secret), digest(offered));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
