import { rm } from 'node:fs/promises';
import path from 'node:path';
import { writeAtomically } from './state/writeAtomically';

/** Where a running cloud is to be found, with what it takes to be let in. */
export type Endpoints = {
  identity: {
    /** For `IDENTITY_ENDPOINT`. */
    endpoint: string;
    /** For `IDENTITY_HEADER`, by the name of the identity that the app is to run with. */
    headers: Record<string, string>;
  };
  /** The storage account's blob endpoint. */
  blob: string;
  /** A connection string. */
  serviceBus: string;
  /** Azure Resource Manager. */
  resourceManager: string;
  /** The query API of Azure Monitor Logs. */
  logs: string;
  /** The Logs Ingestion API. */
  ingestion: string;
  control: string;
  /** The authority that all HTTPS services are certified by, for `NODE_EXTRA_CA_CERTS`. */
  caFile: string;
};

/** Writes the endpoints to `endpoints.json` in the directory, readable by its owner alone. */
export async function writeEndpoints(directory: string, endpoints: Endpoints): Promise<void> {
  await writeAtomically(fileIn(directory), `${JSON.stringify(endpoints, undefined, 2)}\n`);
}

/** Takes away those of the last time, so that nobody calls a cloud that is not ready yet. */
export async function removeEndpoints(directory: string): Promise<void> {
  await rm(fileIn(directory), { force: true });
}

function fileIn(directory: string): string {
  return path.join(directory, 'endpoints.json');
}
