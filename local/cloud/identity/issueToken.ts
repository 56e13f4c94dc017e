import type { Identity } from './identities';
import type { SigningKey } from './signingKey';
import { writeToken } from './token';

/** A managed identity's token is good for a day, as in Azure. */
const LIFETIME_SECONDS = 24 * 60 * 60;

export type Issuer = { tenantId: string; signingKey: SigningKey };

export type TokenRequest = {
  identity: Identity;
  /** The application id URI or id of the service that the token is for. */
  resource: string;
  /** Milliseconds since 1970. */
  now: number;
};

export type AccessToken = {
  accessToken: string;
  /** Seconds since 1970. */
  expiresOn: number;
};

/** Issues an identity's access token for one service. */
export function issueToken(
  { tenantId, signingKey }: Issuer,
  { identity, resource, now }: TokenRequest,
): AccessToken {
  const issuedAt = Math.floor(now / 1000);
  const expiresOn = issuedAt + LIFETIME_SECONDS;
  const accessToken = writeToken(
    {
      aud: resource.replace(/\/$/, ''),
      iss: issuerOf(tenantId),
      iat: issuedAt,
      nbf: issuedAt,
      exp: expiresOn,
      appid: identity.clientId,
      idtyp: 'app',
      name: identity.name,
      oid: identity.objectId,
      roles: [...identity.roles],
      sub: identity.objectId,
      tid: tenantId,
      ver: '1.0',
    },
    signingKey,
  );
  return { accessToken, expiresOn };
}

/** How a tenant of Entra ID names itself in version 1.0 tokens. */
export function issuerOf(tenantId: string): string {
  return `https://sts.windows.net/${tenantId}/`;
}
