import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { privateKeyFrom, signerIn } from '../../shared/records/signer';
import { MemoryBlobs } from '../support/memoryBlobs';

const hash = 'a'.repeat(64);

describe('the signer of receipts', () => {
  it('makes a key once, and finds it again after a restart', async () => {
    const blobs = new MemoryBlobs();
    const first = await signerIn(blobs).sign(hash);

    expect(await signerIn(blobs).sign(hash)).toEqual(first);
    expect(await signerIn(blobs).publicKey()).toBe(first.publicKey);
  });

  it('comes to one key when many make one at once', async () => {
    const blobs = new MemoryBlobs();
    const keys = await Promise.all(Array.from({ length: 5 }, () => signerIn(blobs).publicKey()));

    expect(new Set(keys).size).toBe(1);
  });

  it('tries again when the store was away', async () => {
    const blobs = new MemoryBlobs();
    const signer = signerIn(blobs);
    blobs.before = () => {
      throw new Error('storage is away');
    };
    await expect(signer.sign(hash)).rejects.toThrow('storage is away');
    blobs.before = () => undefined;

    expect(await signer.sign(hash)).toMatchObject({ algorithm: 'Ed25519' });
  });

  it('signs with the key it is given, and keeps none of its own', async () => {
    const blobs = new MemoryBlobs();
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');

    const signature = await signerIn(blobs, privateKey).sign(hash);

    expect(signature.publicKey).toBe(
      publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    );
    expect(blobs.texts.size).toBe(0);
  });

  it('takes no key of another kind', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const text = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');

    expect(() => privateKeyFrom(text)).toThrow('found a key of ec, expected ed25519');
  });
});
