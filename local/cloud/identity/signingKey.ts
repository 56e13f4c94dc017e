import { createHash, createPrivateKey, createPublicKey, generateKeyPair } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { readIfPresent } from '../state/readIfPresent';
import { writeAtomically } from '../state/writeAtomically';

/** The key pair that access tokens are signed and checked with, and its name in their header. */
export type SigningKey = { id: string; privateKey: KeyObject; publicKey: KeyObject };

/**
 * The tenant's signing key in the directory; made if it is missing or unreadable. It is kept so that
 * tokens which clients hold stay good over a restart.
 */
export async function ensureSigningKey(directory: string): Promise<SigningKey> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = path.join(directory, 'signing-key.pem');

  const kept = readRsaKey(await readIfPresent(file));
  if (kept !== undefined) {
    return describe(kept);
  }

  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  await writeAtomically(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  return describe(privateKey);
}

function readRsaKey(pem: string | undefined): KeyObject | undefined {
  if (pem === undefined) {
    return undefined;
  }
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    // OpenSSL says "not a key" in many ways; each means: make a new one.
    return undefined;
  }
}

function describe(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const id = createHash('sha256').update(spki).digest('base64url').slice(0, 27);
  return { id, privateKey, publicKey };
}
