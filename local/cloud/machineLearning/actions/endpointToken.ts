import { createHmac, timingSafeEqual } from 'node:crypto';

const lifetimeSeconds = 3600;
const refreshAfterSeconds = 3000;

/** As `POST …/token` answers it; times in seconds since 1970. */
export type EndpointToken = {
  accessToken: string;
  expiryTimeUtc: number;
  refreshAfterTimeUtc: number;
  tokenType: 'Bearer';
};

/** Makes a token that opens an endpoint for an hour, or until its primary key is regenerated. */
export function endpointToken(secret: string, now: number): EndpointToken {
  const issued = Math.floor(now / 1000);
  const expiryTimeUtc = issued + lifetimeSeconds;
  return {
    accessToken: `${expiryTimeUtc}.${signature(secret, expiryTimeUtc)}`,
    expiryTimeUtc,
    refreshAfterTimeUtc: issued + refreshAfterSeconds,
    tokenType: 'Bearer',
  };
}

/** Whether a token was made with the secret, and is good at the moment. */
export function isEndpointToken(token: string, secret: string, now: number): boolean {
  const [, expiry = '', signed = ''] = /^(\d{1,12})\.([\w-]+)$/.exec(token) ?? [];
  const expected = Buffer.from(signature(secret, Number(expiry)));
  const found = Buffer.from(signed);
  return (
    Number(expiry) * 1000 > now &&
    found.length === expected.length &&
    timingSafeEqual(found, expected)
  );
}

function signature(secret: string, expiry: number): string {
  return createHmac('sha256', secret).update(String(expiry)).digest('base64url');
}
