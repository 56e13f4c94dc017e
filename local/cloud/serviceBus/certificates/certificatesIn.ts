import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readIfPresent } from '../../state/readIfPresent';
import { isUsableServer } from '../../tls/inspect';

export type ServerCertificate = {
  /** PEM texts. */
  cert: string;
  key: string;
  /** The authority, for `NODE_EXTRA_CA_CERTS`. */
  caFile: string;
};

/**
 * The certificate in a directory. If there is none that can be used, a process of its own makes it:
 * what that takes of memory goes with it.
 */
export async function certificatesIn(directory: string): Promise<ServerCertificate> {
  const found = await read(directory);
  if (found !== undefined) {
    return found;
  }
  const program = join(__dirname, 'main.js');
  await promisify(execFile)(process.execPath, [program, directory]);
  const made = await read(directory);
  if (made === undefined) {
    throw new Error(`${directory} was expected to hold a certificate for localhost by now.`);
  }
  return made;
}

async function read(directory: string): Promise<ServerCertificate | undefined> {
  const caFile = join(directory, 'ca.pem');
  const ca = await readIfPresent(caFile);
  const cert = await readIfPresent(join(directory, 'server.pem'));
  const key = await readIfPresent(join(directory, 'server-key.pem'));
  if (ca === undefined || cert === undefined || key === undefined) {
    return undefined;
  }
  const isUsable = isUsableServer({ cert, key }, { cert: ca, key: '' }, new Date());
  return isUsable ? { cert, key, caFile } : undefined;
}
