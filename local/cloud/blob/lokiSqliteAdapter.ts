import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { deserialize, serialize } from 'node:v8';
import type { IncrementalAdapter, LokiCollection, LokiDatabase, LokiImage } from 'lokijs';
import { z } from 'zod';

/** How long to wait for a process that is just ending to let go of the file. */
const LOCK_TIMEOUT_MS = 5000;

/**
 * Loki compares it with its own to see whether an image comes from before its indices were adaptive,
 * and then builds them anew. That is wanted here: indices are not stored.
 */
const VERSION_WITHOUT_INDICES = 1.4;

/** What Loki gives a new collection, and takes from an image without a default of its own. */
const COLLECTION_DEFAULTS = {
  adaptiveBinaryIndices: true,
  asyncListeners: false,
  autoupdate: false,
  changes: [],
  cloneObjects: false,
  disableChangesApi: true,
  disableDeltaChangesApi: true,
  disableMeta: false,
  transactional: false,
  DynamicViews: [],
};

const SCHEMA = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS collections (
    name TEXT PRIMARY KEY, maxId INTEGER NOT NULL, uniqueNames TEXT NOT NULL, indices TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS documents (
    collection TEXT NOT NULL, id INTEGER NOT NULL, content BLOB NOT NULL, PRIMARY KEY (collection, id)
  ) STRICT, WITHOUT ROWID;`;

const Names = z.array(z.string());
const CollectionRow = z.object({
  name: z.string(),
  maxId: z.int(),
  uniqueNames: z.string(),
  indices: z.string(),
});
const DocumentRow = z.object({ content: z.instanceof(Uint8Array) });

/**
 * Keeps a Loki database in an SQLite file, of which nobody else can have hold at the same time. A save
 * writes what changed, in one transaction, and is done when it returns: the file then survives the
 * death of this process. Documents come back as they were, dates as dates; from JSON they would come
 * back as strings, and Azurite would take every lease for expired.
 */
export function lokiSqliteAdapter(file: string): IncrementalAdapter {
  let opened: Store | undefined;
  function store(): Store {
    opened ??= openStore(file);
    return opened;
  }

  return {
    mode: 'incremental',
    loadDatabase(_, callback) {
      callback(attempt(() => store().read()));
    },
    saveDatabase(_, getCopy, callback) {
      callback(attempt(() => store().write(getCopy())));
    },
  };
}

type Store = {
  /** Null if nothing was ever written. */
  read(): LokiImage | null;
  write(database: Pick<LokiDatabase, 'collections'>): undefined;
};

function openStore(file: string): Store {
  const database = new DatabaseSync(file, { timeout: LOCK_TIMEOUT_MS });
  database.exec(SCHEMA);
  const statements = {
    collections: database.prepare('SELECT * FROM collections ORDER BY name'),
    documents: database.prepare('SELECT content FROM documents WHERE collection = ? ORDER BY id'),
    putCollection: database.prepare('INSERT OR REPLACE INTO collections VALUES (?, ?, ?, ?)'),
    putDocument: database.prepare('INSERT OR REPLACE INTO documents VALUES (?, ?, ?)'),
    deleteDocument: database.prepare('DELETE FROM documents WHERE collection = ? AND id = ?'),
  };

  return {
    read() {
      const collections = readCollections(statements);
      return collections.length === 0
        ? null
        : { databaseVersion: VERSION_WITHOUT_INDICES, collections };
    },
    write({ collections }) {
      database.exec('BEGIN IMMEDIATE');
      try {
        for (const collection of collections) {
          writeCollection(collection, statements);
        }
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
  };
}

type Statements = Record<
  'collections' | 'documents' | 'putCollection' | 'putDocument' | 'deleteDocument',
  StatementSync
>;

function readCollections(statements: Statements): unknown[] {
  return statements.collections.all().map((row) => {
    const { name, maxId, uniqueNames, indices } = CollectionRow.parse(row);
    return {
      ...COLLECTION_DEFAULTS,
      name,
      maxId,
      uniqueNames: Names.parse(JSON.parse(uniqueNames)),
      binaryIndices: Object.fromEntries(
        Names.parse(JSON.parse(indices)).map((index) => [
          index,
          { name: index, dirty: true, values: [] },
        ]),
      ),
      data: statements.documents
        .all(name)
        .map((document): unknown => deserialize(DocumentRow.parse(document).content)),
    };
  });
}

function writeCollection(collection: LokiCollection, statements: Statements): void {
  if (!collection.dirty) {
    return;
  }
  const { name, maxId, uniqueNames, binaryIndices } = collection;
  const indices = JSON.stringify(Object.keys(binaryIndices));
  statements.putCollection.run(name, maxId, JSON.stringify(uniqueNames), indices);

  for (const id of new Set(collection.dirtyIds)) {
    const document = collection.get(id);
    if (document === null) {
      statements.deleteDocument.run(name, id);
    } else {
      statements.putDocument.run(name, id, serialize(document));
    }
  }
}

function attempt<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
