import { randomBytes } from 'node:crypto';
import { generate } from 'selfsigned';

/** A certificate and its private key, both PEM. */
export type KeyPair = { cert: string; key: string };

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/** Makes a certificate authority: what clients of the local cloud are told to trust. */
export async function issueAuthority(now: Date): Promise<KeyPair> {
  // OpenSSL finds an issuer by its name: a client may trust the authorities of several clouds.
  const name = `Local cloud certificate authority ${randomBytes(8).toString('hex')}`;
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: now,
    notAfterDate: new Date(now.getTime() + 10 * YEAR_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return asFiles(cert, key);
}

/** Makes the certificate of every HTTPS server on this machine's loopback, signed by the authority. */
export async function issueServer(authority: KeyPair, now: Date): Promise<KeyPair> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: now,
    notAfterDate: new Date(now.getTime() + YEAR_MS),
    ca: authority,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return asFiles(cert, key);
}

/** Text files end with a newline: certificates get put one behind the other. */
function asFiles(cert: string, key: string): KeyPair {
  return { cert: `${cert.trimEnd()}\n`, key };
}
