import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAuthenticate } from '../../../../local/cloud/identity/createAuthenticate';
import { issuerOf } from '../../../../local/cloud/identity/issueToken';
import { ensureSigningKey } from '../../../../local/cloud/identity/signingKey';
import type { SigningKey } from '../../../../local/cloud/identity/signingKey';
import { writeToken } from '../../../../local/cloud/identity/token';
import type { Claims } from '../../../../local/cloud/identity/token';

const tenantId = '8d1f4a5e-6c7b-4f0e-9a51-3b2f6f0c1d2e';
const audience = 'https://management.azure.com';
const noon = Date.parse('2026-01-01T12:00:00Z');

let directory: string;
let signingKey: SigningKey;
let otherKey: SigningKey;

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'keys-'));
  signingKey = await ensureSigningKey(path.join(directory, 'tenant'));
  otherKey = await ensureSigningKey(path.join(directory, 'other'));
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

describe('authenticate', () => {
  it('answers with the principal of a good token', () => {
    expect(authenticate(`Bearer ${aToken()}`)).toEqual({
      ok: true,
      principal: { objectId: 'oid', name: 'writer', roles: ['Reader'] },
    });
  });

  it('takes a token of a machine whose clock is a little ahead', () => {
    expect(authenticate(`Bearer ${aToken({ nbf: noon / 1000 + 60 })}`).ok).toBe(true);
  });

  it.each([
    {
      wrong: 'no header',
      authorization: () => undefined,
      code: 'AuthenticationFailed',
      says: /header is missing/,
    },
    {
      wrong: 'another scheme',
      authorization: () => 'Basic d3JpdGVyOg==',
      code: 'AuthenticationFailed',
      says: /expected 'Bearer'/,
    },
    {
      wrong: 'no JSON Web Token',
      authorization: () => 'Bearer opaque',
      code: 'InvalidAuthenticationToken',
      says: /invalid/,
    },
    {
      wrong: 'a token that somebody else signed',
      authorization: () => `Bearer ${writeToken(aClaimSet(), otherKey)}`,
      code: 'InvalidAuthenticationToken',
      says: /invalid/,
    },
    {
      wrong: 'a token whose claims were changed',
      authorization: () => `Bearer ${withRoles(aToken(), ['Owner'])}`,
      code: 'InvalidAuthenticationToken',
      says: /invalid/,
    },
    {
      wrong: 'a token without a signature',
      authorization: () => `Bearer ${unsigned(aToken())}`,
      code: 'InvalidAuthenticationToken',
      says: /invalid/,
    },
    {
      wrong: 'a token of another tenant',
      authorization: () => `Bearer ${aToken({ iss: issuerOf('another') })}`,
      code: 'InvalidAuthenticationTokenTenant',
      says: /wrong issuer 'https:\/\/sts\.windows\.net\/another\/'/,
    },
    {
      wrong: 'an expired token',
      authorization: () => `Bearer ${aToken({ exp: noon / 1000 })}`,
      code: 'ExpiredAuthenticationToken',
      says: /2026-01-01T12:00:00/,
    },
    {
      wrong: 'a token from far in the future',
      authorization: () => `Bearer ${aToken({ nbf: noon / 1000 + 301 })}`,
      code: 'InvalidAuthenticationToken',
      says: /not valid before '2026-01-01T12:05:01/,
    },
    {
      wrong: 'a token for another service',
      authorization: () => `Bearer ${aToken({ aud: 'https://storage.azure.com' })}`,
      code: 'InvalidAuthenticationTokenAudience',
      says: /'https:\/\/storage\.azure\.com'.*'https:\/\/management\.azure\.com'/,
    },
  ])('refuses $wrong as $code', ({ authorization, code, says }) => {
    expect(authenticate(authorization())).toEqual({
      ok: false,
      code,
      message: expect.stringMatching(says),
    });
  });
});

function authenticate(authorization: string | undefined) {
  return createAuthenticate({ tenantId, signingKey, now: () => noon })(authorization, audience);
}

function aToken(claims: Partial<Claims> = {}): string {
  return writeToken(aClaimSet(claims), signingKey);
}

function aClaimSet(claims: Partial<Claims> = {}): Claims {
  return {
    aud: audience,
    iss: issuerOf(tenantId),
    iat: noon / 1000,
    nbf: noon / 1000,
    exp: noon / 1000 + 3600,
    appid: 'appid',
    idtyp: 'app',
    name: 'writer',
    oid: 'oid',
    roles: ['Reader'],
    sub: 'oid',
    tid: tenantId,
    ver: '1.0',
    ...claims,
  };
}

function withRoles(token: string, roles: string[]): string {
  const [header, , signature] = token.split('.');
  const payload = Buffer.from(JSON.stringify(aClaimSet({ roles }))).toString('base64url');
  return `${header}.${payload}.${signature}`;
}

function unsigned(token: string): string {
  const header = Buffer.from(JSON.stringify({ typ: 'JWT', alg: 'none' })).toString('base64url');
  return `${header}.${token.split('.')[1]}.`;
}
