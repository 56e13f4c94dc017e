// Azurite ships no types. These are the parts of its blob server that `azuriteProcess` uses.

declare module 'azurite/dist/src/blob/BlobConfiguration' {
  /** Settings of the blob server; made with the command line's defaults. */
  export default class BlobConfiguration {
    host: string;
    port: number;
    /** Seconds. */
    keepAliveTimeout: number;
    metadataDBPath: string;
    extentDBPath: string;
    persistencePathArray: { locationId: string; locationPath: string; maxConcurrency: number }[];
    enableAccessLog: boolean;
    enableDebugLog: boolean;
    skipApiVersionCheck: boolean;
    /** Path of a PEM file, as is `key`. */
    cert: string;
    key: string;
    oauth: string | undefined;
  }
}

declare module 'azurite/dist/src/blob/BlobServer' {
  import type BlobConfiguration from 'azurite/dist/src/blob/BlobConfiguration';
  import type { LokiDatabase } from 'lokijs';

  export default class BlobServer {
    constructor(configuration: BlobConfiguration);
    /** Where containers, blobs and blocks are described. */
    readonly metadataStore: { readonly db: LokiDatabase };
    /** Where the files that hold the blobs' bytes are described. */
    readonly extentMetadataStore: { readonly db: LokiDatabase };
    start(): Promise<void>;
    getHttpServerAddress(): string;
  }
}

declare module 'lokijs' {
  /** The in-memory database in which Azurite keeps its metadata. */
  export type LokiDatabase = {
    collections: LokiCollection[];
    persistenceAdapter: IncrementalAdapter;
    /** Whether collections keep account of what changed since the last save. */
    isIncremental: boolean;
    /** Whether saves are put off while another one is running. */
    throttledSaves: boolean;
    autosaveDisable(): void;
    saveDatabase(): void;
  };

  export type LokiCollection = {
    name: string;
    data: LokiDocument[];
    maxId: number;
    uniqueNames: string[];
    binaryIndices: Record<string, unknown>;
    /** Documents inserted, updated or removed since the last save; present if `isIncremental`. */
    dirtyIds: number[];
    dirty: boolean;
    get(id: number): LokiDocument | null;
    on(event: ('insert' | 'update' | 'delete')[], listener: () => void): void;
  };

  export type LokiDocument = { $loki: number };

  /** How a database is loaded, and how its changes are saved. */
  export type IncrementalAdapter = {
    mode: 'incremental';
    loadDatabase(name: string, callback: (result: LokiImage | Error | null) => void): void;
    saveDatabase(
      name: string,
      /** A copy with the changes since the last save, which from now on count as saved. */
      getCopy: () => Pick<LokiDatabase, 'collections'>,
      callback: (error?: Error) => void,
    ): void;
  };

  export type LokiImage = { databaseVersion: number; collections: unknown[] };
}
