import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { z } from 'zod';

/** Documents by id, in the order of their ids: in memory, and on disk before a change returns. */
export type Collection<T> = {
  readonly all: ReadonlyMap<string, T>;
  set: (id: string, document: T) => void;
  delete: (id: string) => void;
};

export type Documents = {
  /** Opens a collection by its name. Throws if what it holds is not of this schema. */
  collection: <T>(name: string, schema: z.ZodType<T>) => Collection<T>;
  /** All of the changes that are made meanwhile survive a crash, or none of them does. */
  atOnce: (change: () => void) => void;
  close: () => void;
};

const table =
  'CREATE TABLE IF NOT EXISTS document (collection TEXT, id TEXT, body TEXT NOT NULL, PRIMARY KEY (collection, id)) STRICT, WITHOUT ROWID';

/** Opens a file of documents in a directory, which is made if it is not there. */
export function openDocuments(directory: string, file: string): Documents {
  mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(path.join(directory, file));
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${table}`);
  const select = database.prepare('SELECT id, body FROM document WHERE collection = ? ORDER BY id');
  const upsert = database.prepare('INSERT OR REPLACE INTO document VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM document WHERE collection = ? AND id = ?');

  return {
    collection: (name, schema) => {
      const all = new Map(
        select
          .all(name)
          .map(({ id, body }) => [String(id), schema.parse(JSON.parse(String(body)))]),
      );
      return {
        all,
        set: (id, document) => {
          upsert.run(name, id, JSON.stringify(document));
          all.set(id, document);
        },
        delete: (id) => {
          remove.run(name, id);
          all.delete(id);
        },
      };
    },
    atOnce: (change) => {
      database.exec('BEGIN');
      try {
        change();
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => database.close(),
  };
}
