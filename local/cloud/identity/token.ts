import { sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { SigningKey } from './signingKey';

/** What an access token of Entra ID (version 1.0) says of a managed identity; times in seconds. */
export const Claims = z.object({
  aud: z.string(),
  iss: z.string(),
  iat: z.int(),
  nbf: z.int(),
  exp: z.int(),
  appid: z.string(),
  idtyp: z.literal('app'),
  name: z.string(),
  oid: z.string(),
  roles: z.array(z.string()),
  sub: z.string(),
  tid: z.string(),
  ver: z.literal('1.0'),
});
export type Claims = z.infer<typeof Claims>;

const Header = z.object({ typ: z.literal('JWT'), alg: z.literal('RS256') });

/** A token as it came: claims may be believed only when the signature holds. */
export type ReadToken = { claims: Claims; signedBy(key: KeyObject): boolean };

/** Writes claims as a signed JSON Web Token. */
export function writeToken(claims: Claims, { id, privateKey }: SigningKey): string {
  const content = `${encode({ typ: 'JWT', alg: 'RS256', kid: id })}.${encode(claims)}`;
  const signature = sign('RSA-SHA256', Buffer.from(content), privateKey);
  return `${content}.${signature.toString('base64url')}`;
}

/** Reads a JSON Web Token; undefined when it is none, or not one of the kind written here. */
export function readToken(token: string): ReadToken | undefined {
  const [header, payload, signature, ...more] = token.split('.');
  if (payload === undefined || signature === undefined || more.length > 0) {
    return undefined;
  }
  const claims = Claims.safeParse(decode(payload));
  if (!Header.safeParse(decode(header)).success || !claims.success) {
    return undefined;
  }

  const content = Buffer.from(`${header}.${payload}`);
  return {
    claims: claims.data,
    signedBy: (key) => verify('RSA-SHA256', content, key, Buffer.from(signature, 'base64url')),
  };
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function decode(part: string | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}
