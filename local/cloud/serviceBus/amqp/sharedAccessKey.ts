import { createHmac, timingSafeEqual } from 'node:crypto';
import { ServiceBusError } from '../serviceBusError';

/** The name and key of the emulator's connection string, which is the same everywhere. */
export const SHARED_ACCESS_KEY = {
  name: 'RootManageSharedAccessKey',
  key: 'SAS_KEY_VALUE',
} as const;

export function isSharedAccessKey(name: string, key: string): boolean {
  return name === SHARED_ACCESS_KEY.name && key === SHARED_ACCESS_KEY.key;
}

/**
 * Checks a shared access signature: made with the shared key, for this audience or one that it
 * begins with, and not expired. Throws `amqp:unauthorized-access`.
 */
export function checkSharedAccessSignature(token: string, audience: string, now: number): void {
  const [scheme, rest = ''] = token.split(' ', 2);
  const fields = new URLSearchParams(rest.replaceAll('+', '%2B'));
  const [expiry, name, signature] = ['se', 'skn', 'sig'].map((field) => fields.get(field) ?? '');
  const signedResource = /(?:^|&)sr=([^&]*)/.exec(rest)?.[1] ?? '';
  if (scheme !== 'SharedAccessSignature' || name !== SHARED_ACCESS_KEY.name) {
    throw unauthorized(`expected a shared access signature of '${SHARED_ACCESS_KEY.name}'`);
  }
  const signed = createHmac('sha256', SHARED_ACCESS_KEY.key).update(`${signedResource}\n${expiry}`);
  if (!areEqual(signed.digest('base64'), signature ?? '')) {
    throw unauthorized('the signature is invalid');
  }
  if (!(Number(expiry) * 1_000 > now)) {
    throw unauthorized(`the token has expired: found se=${expiry}`);
  }
  if (!covers(fields.get('sr') ?? '', audience)) {
    throw unauthorized(`the token is for '${fields.get('sr')}', expected '${audience}'`);
  }
}

function covers(resource: string, audience: string): boolean {
  const [granted, wanted] = [resource, audience].map((uri) => `${uri.toLowerCase()}/`);
  return wanted?.startsWith(granted?.replace(/\/+$/, '/') ?? '/') ?? false;
}

function areEqual(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}

function unauthorized(reason: string): ServiceBusError {
  return new ServiceBusError('amqp:unauthorized-access', `Unauthorized access: ${reason}.`);
}
