import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { readIfPresent } from '../state/readIfPresent';
import { writeAtomically } from '../state/writeAtomically';
import { isUsableAuthority, isUsableServer } from './inspect';
import { issueAuthority, issueServer } from './issue';
import type { KeyPair } from './issue';

/** PEM texts for servers made here, and the files that hold them for other processes. */
export type Certificates = {
  /** The authority, to be trusted by clients (`NODE_EXTRA_CA_CERTS` takes `caFile`). */
  ca: string;
  cert: string;
  key: string;
  caFile: string;
  certFile: string;
  keyFile: string;
};

/**
 * The certificates in the directory; made if they are missing, unreadable, or expire within a day.
 * The authority stays when only the server's certificate is replaced, so that clients keep their trust.
 */
export async function ensureCertificates(
  directory: string,
  now: Date = new Date(),
): Promise<Certificates> {
  await mkdir(directory, { recursive: true, mode: 0o700 });

  const authority = await ensurePair(directory, 'ca', {
    isUsable: (pair) => isUsableAuthority(pair, now),
    issue: () => issueAuthority(now),
  });
  const server = await ensurePair(directory, 'server', {
    isUsable: (pair) => isUsableServer(pair, authority, now),
    issue: () => issueServer(authority, now),
  });

  return {
    ca: authority.cert,
    ...server,
    caFile: certFile(directory, 'ca'),
    certFile: certFile(directory, 'server'),
    keyFile: keyFile(directory, 'server'),
  };
}

type Maker = { isUsable(pair: KeyPair): boolean; issue(): Promise<KeyPair> };

async function ensurePair(directory: string, name: string, maker: Maker): Promise<KeyPair> {
  const cert = await readIfPresent(certFile(directory, name));
  const key = await readIfPresent(keyFile(directory, name));
  if (cert !== undefined && key !== undefined && maker.isUsable({ cert, key })) {
    return { cert, key };
  }

  const pair = await maker.issue();
  await writeAtomically(keyFile(directory, name), pair.key);
  await writeAtomically(certFile(directory, name), pair.cert);
  return pair;
}

function certFile(directory: string, name: string): string {
  return path.join(directory, `${name}.pem`);
}

function keyFile(directory: string, name: string): string {
  return path.join(directory, `${name}-key.pem`);
}
