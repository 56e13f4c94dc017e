import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

const Keys = z.object({ primaryKey: z.string(), secondaryKey: z.string() });
export type Keys = z.infer<typeof Keys>;

/** The keys of endpoints. Every write is durable on return. */
export class KeyStore {
  private readonly statements;

  constructor(database: DatabaseSync) {
    this.statements = {
      get: database.prepare('SELECT primaryKey, secondaryKey FROM endpointKeys WHERE endpoint = ?'),
      set: database.prepare(
        `INSERT INTO endpointKeys (endpoint, primaryKey, secondaryKey)
         VALUES (:endpoint, :primaryKey, :secondaryKey)
         ON CONFLICT (endpoint) DO UPDATE
         SET primaryKey = excluded.primaryKey, secondaryKey = excluded.secondaryKey`,
      ),
      remove: database.prepare('DELETE FROM endpointKeys WHERE endpoint = ?'),
      removeUnder: database.prepare(
        'DELETE FROM endpointKeys WHERE endpoint >= ? AND endpoint < ?',
      ),
    };
  }

  /** The keys of an endpoint, made when they are first asked for. */
  of(endpoint: string): Keys {
    const row = this.statements.get.get(endpoint);
    return row
      ? Keys.parse(row)
      : this.set(endpoint, { primaryKey: freshKey(), secondaryKey: freshKey() });
  }

  set(endpoint: string, keys: Keys): Keys {
    this.statements.set.run({ endpoint, ...keys });
    return keys;
  }

  /** Forgets the keys of an endpoint that is gone: the next of its name has others. */
  remove(endpoint: string): void {
    this.statements.remove.run(endpoint);
  }

  /** Forgets the keys of all endpoints whose ids begin so. */
  removeUnder(prefix: string): void {
    this.statements.removeUnder.run(prefix, `${prefix}\uFFFF`);
  }
}

export function freshKey(): string {
  return randomBytes(24).toString('base64url');
}
