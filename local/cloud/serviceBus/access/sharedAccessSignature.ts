import { createHmac, timingSafeEqual } from 'node:crypto';
import { unauthorized } from '../serviceBusError';

/** What somebody may do with an entity. */
export type Claim = 'Manage' | 'Send' | 'Listen';

/** A key that shared access signatures are made with, and what it allows. */
export type SharedAccessKey = { name: string; key: string; claims: readonly Claim[] };

/** The name and key of the emulator's connection string, which is the same everywhere. */
export const EMULATOR_KEY: SharedAccessKey = {
  name: 'RootManageSharedAccessKey',
  key: 'SAS_KEY_VALUE',
  claims: ['Manage', 'Send', 'Listen'],
};

/**
 * Checks a shared access signature: made with one of the keys, for this audience or one that it
 * begins with, and not expired. Answers what it allows and until when (ms since 1970). Throws
 * `amqp:unauthorized-access`.
 */
export function checkSharedAccessSignature(
  token: string,
  audience: string,
  { keys, now }: { keys: readonly SharedAccessKey[]; now: number },
): { claims: readonly Claim[]; expiresAt: number } {
  const [scheme, rest = ''] = token.split(' ', 2);
  const fields = new URLSearchParams(rest.replaceAll('+', '%2B'));
  const [expiry, name, signature = ''] = ['se', 'skn', 'sig'].map(
    (field) => fields.get(field) ?? '',
  );
  const candidates = keys.filter((key) => key.name === name);
  if (scheme !== 'SharedAccessSignature' || candidates.length === 0) {
    const names = [...new Set(keys.map((key) => `'${key.name}'`))].join(' or ');
    throw unauthorized(`Found no shared access signature of ${names}.`);
  }
  const signedResource = /(?:^|&)sr=([^&]*)/.exec(rest)?.[1] ?? '';
  const text = `${signedResource}\n${expiry}`;
  const key = candidates.find((candidate) => areEqual(signatureOf(text, candidate), signature));
  if (key === undefined) {
    throw unauthorized('The token has an invalid signature.');
  }
  const expiresAt = Number(expiry) * 1_000;
  if (!(expiresAt > now)) {
    throw unauthorized(`The token has expired: found se=${expiry}.`);
  }
  if (!covers(fields.get('sr') ?? '', audience)) {
    throw unauthorized(`The token is for '${fields.get('sr')}', expected '${audience}'.`);
  }
  return { claims: key.claims, expiresAt };
}

function signatureOf(text: string, { key }: SharedAccessKey): string {
  return createHmac('sha256', key).update(text).digest('base64');
}

function covers(resource: string, audience: string): boolean {
  const granted = withoutScheme(resource);
  return `${withoutScheme(audience)}/`.startsWith(`${granted}/`);
}

/** Neither the scheme of a URL nor its query counts, nor a slash at its end. */
function withoutScheme(url: string): string {
  return url
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/\?.*$/, '')
    .replace(/\/+$/, '');
}

function areEqual(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}
