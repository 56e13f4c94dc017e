import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Blobs, Signer } from '../ports';
import { documentText, readDocument } from './document';

const keyName = 'keys/receipts.json';
/** PKCS #8 in DER, as base64. */
const StoredKey = z.object({ privateKey: z.base64() });

/**
 * Signs receipts with an Ed25519 key: the one that is given, or else one that the app makes for
 * itself and keeps in storage. Who can read that can sign; give a key of Key Vault to do better.
 */
export function signerIn(blobs: Blobs, given?: KeyObject): Signer {
  let known: Promise<KeyObject> | undefined;
  const key = (): Promise<KeyObject> => {
    known ??= given ? Promise.resolve(given) : ownKey(blobs);
    // A store that is away now may be there next time.
    known.catch(() => (known = undefined));
    return known;
  };
  return {
    publicKey: async () => publicKeyOf(await key()),
    sign: async (hash) => {
      const privateKey = await key();
      return {
        algorithm: 'Ed25519',
        publicKey: publicKeyOf(privateKey),
        value: sign(null, Buffer.from(hash, 'hex'), privateKey).toString('base64'),
      };
    },
  };
}

async function ownKey(blobs: Blobs): Promise<KeyObject> {
  const stored = await readDocument(blobs, keyName, StoredKey);
  if (stored) {
    return privateKeyFrom(stored.value.privateKey);
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  const text = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  await blobs.create(keyName, documentText({ privateKey: text }));
  // Of two that made one at once, the first stands for both.
  const first = await readDocument(blobs, keyName, StoredKey);
  return first ? privateKeyFrom(first.value.privateKey) : privateKey;
}

/** An Ed25519 private key, PKCS #8 in DER as base64. Throws when it is something else. */
export function privateKeyFrom(base64: string): KeyObject {
  const key = createPrivateKey({
    key: Buffer.from(base64, 'base64'),
    format: 'der',
    type: 'pkcs8',
  });
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new Error(`found a key of ${key.asymmetricKeyType ?? 'no type'}, expected ed25519`);
  }
  return key;
}

function publicKeyOf(privateKey: KeyObject): string {
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64');
}
