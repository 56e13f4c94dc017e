// The blob service's own process: the real Azurite, with a store that loses nothing it acknowledged.
//
// Azurite's own store keeps metadata in memory and writes all of it every five seconds, so a killed
// process forgets up to five seconds of acknowledged writes, which Azure would not. The bytes of the
// blobs are on disk at once (Azurite flushes them); it is the metadata that is written through here.
import path from 'node:path';
import BlobConfiguration from 'azurite/dist/src/blob/BlobConfiguration';
import BlobServer from 'azurite/dist/src/blob/BlobServer';
import type { LokiDatabase } from 'lokijs';
import { HOST } from '../control/listen';
import { AzuriteSettings } from './azuriteMessages';
import type { AzuriteReady } from './azuriteMessages';
import { lokiSqliteAdapter } from './lokiSqliteAdapter';
import { writeThrough } from './writeThrough';

// Our parent says when it is over by closing the channel, which its death does too. A Ctrl-C goes to
// the whole process group and is for the parent to handle. What was acknowledged is on disk already.
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

serve(AzuriteSettings.parse(JSON.parse(process.argv[2] ?? 'null'))).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});

async function serve(settings: AzuriteSettings): Promise<void> {
  const configuration = configure(settings);
  const server = new BlobServer(configuration);
  const extents = server.extentMetadataStore.db;
  const blobs = server.metadataStore.db;

  keepIn(configuration.extentDBPath, extents);
  keepIn(configuration.metadataDBPath, blobs);
  await server.start();
  writeThrough(extents);
  writeThrough(blobs);

  const ready: AzuriteReady = { port: Number(new URL(server.getHttpServerAddress()).port) };
  process.send?.(ready);
}

/** As `azurite-blob --oauth basic --skipApiVersionCheck --silent`; telemetry is never started here. */
function configure({ port, directory, certFile, keyFile }: AzuriteSettings): BlobConfiguration {
  return Object.assign(new BlobConfiguration(), {
    host: HOST,
    port,
    metadataDBPath: path.join(directory, 'blobs.sqlite'),
    extentDBPath: path.join(directory, 'extents.sqlite'),
    persistencePathArray: [
      { locationId: 'Default', locationPath: path.join(directory, 'extents'), maxConcurrency: 50 },
    ],
    enableAccessLog: false,
    enableDebugLog: false,
    skipApiVersionCheck: true,
    cert: certFile,
    key: keyFile,
    oauth: 'basic',
  });
}

function keepIn(file: string, database: LokiDatabase): void {
  database.autosaveDisable();
  database.persistenceAdapter = lokiSqliteAdapter(file);
  database.isIncremental = true;
  database.throttledSaves = false;
}
