import { issuerOf } from './issueToken';
import type { Authenticate, Authentication } from './principal';
import type { SigningKey } from './signingKey';
import { readToken } from './token';
import type { Claims } from './token';

/** How far the clocks of two machines may be apart. */
const CLOCK_SKEW_SECONDS = 300;

export type Authority = {
  tenantId: string;
  signingKey: Pick<SigningKey, 'publicKey'>;
  /** Milliseconds since 1970. */
  now?: () => number;
};

/** Makes the check of access tokens that every simulated service runs, with ARM's codes and words. */
export function createAuthenticate(authority: Authority): Authenticate {
  const { now = Date.now } = authority;

  return (authorization, audience) => {
    if (authorization === undefined || authorization === '') {
      return refused(
        'AuthenticationFailed',
        "Authentication failed. The 'Authorization' header is missing.",
      );
    }
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (token === undefined) {
      return refused(
        'AuthenticationFailed',
        "Authentication failed. The 'Authorization' header is provided in an invalid format; expected 'Bearer' and an access token.",
      );
    }

    const read = readToken(token);
    if (read === undefined || !read.signedBy(authority.signingKey.publicKey)) {
      return refused('InvalidAuthenticationToken', 'The access token is invalid.');
    }
    return judge(read.claims, { audience, issuer: issuerOf(authority.tenantId), now: now() });
  };
}

type Expected = { audience: string; issuer: string; now: number };

function judge(claims: Claims, { audience, issuer, now }: Expected): Authentication {
  if (claims.iss !== issuer) {
    return refused(
      'InvalidAuthenticationTokenTenant',
      `The access token is from the wrong issuer '${claims.iss}'. It must match the tenant '${issuer}' associated with this subscription.`,
    );
  }
  if (claims.exp * 1000 <= now) {
    return refused(
      'ExpiredAuthenticationToken',
      `The access token expiry UTC time '${utc(claims.exp * 1000)}' is earlier than current UTC time '${utc(now)}'.`,
    );
  }
  if ((claims.nbf - CLOCK_SKEW_SECONDS) * 1000 > now) {
    return refused(
      'InvalidAuthenticationToken',
      `The access token is not valid before '${utc(claims.nbf * 1000)}'; current UTC time is '${utc(now)}'.`,
    );
  }
  if (withoutSlash(claims.aud) !== withoutSlash(audience)) {
    return refused(
      'InvalidAuthenticationTokenAudience',
      `The access token has been obtained for wrong audience or resource '${claims.aud}'. It should exactly match with one of the allowed audiences '${audience}'.`,
    );
  }
  const { oid: objectId, name, roles } = claims;
  return { ok: true, principal: { objectId, name, roles } };
}

function refused(code: string, message: string): Authentication {
  return { ok: false, code, message };
}

function withoutSlash(audience: string): string {
  return audience.replace(/\/$/, '');
}

function utc(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
