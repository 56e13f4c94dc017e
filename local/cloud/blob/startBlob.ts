import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { HOST } from '../control/listen';
import type { Certificates } from '../tls/ensureCertificates';
import { launchAzurite } from './launchAzurite';
import { superviseAzurite } from './superviseAzurite';
import type { Supervisor } from './superviseAzurite';

/** Azurite knows this account without being told. */
const ACCOUNT = 'devstoreaccount1';

export type BlobOptions = {
  /** 0 for any free port. */
  port: number;
  tls: Pick<Certificates, 'certFile' | 'keyFile'>;
  stateDirectory: string;
  log: (line: string) => void;
  /** The compiled `azuriteProcess`; the one beside this file if not said. */
  program?: string;
};

export type BlobService = Supervisor & {
  port: number;
  /** The storage account's blob endpoint. */
  url: string;
};

/**
 * Starts Azure Blob Storage: the real Azurite in a process of its own, which ends with this one
 * whatever happens to it. If it dies by itself it is started again on the same port, at most five
 * times a minute.
 */
export async function startBlob(options: BlobOptions): Promise<BlobService> {
  const { port, tls, stateDirectory, log } = options;
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 });
  const launch = (onPort: number) =>
    launchAzurite({
      settings: {
        port: onPort,
        directory: stateDirectory,
        certFile: tls.certFile,
        keyFile: tls.keyFile,
      },
      program: options.program ?? path.join(__dirname, 'azuriteProcess.js'),
      logFile: path.join(stateDirectory, 'azurite.log'),
    });

  const first = await launch(port);
  const supervisor = superviseAzurite(first, { relaunch: () => launch(first.port), log });
  return {
    port: first.port,
    url: `https://${HOST}:${first.port}/${ACCOUNT}`,
    ...supervisor,
  };
}
