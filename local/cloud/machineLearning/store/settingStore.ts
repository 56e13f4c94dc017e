import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

const Row = z.object({ value: z.string() });

/** Choices made at run time that a restart must not undo. */
export class SettingStore {
  private readonly statements;

  constructor(database: DatabaseSync) {
    this.statements = {
      get: database.prepare('SELECT value FROM settings WHERE name = ?'),
      set: database.prepare(
        `INSERT INTO settings (name, value) VALUES (?, ?)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      ),
    };
  }

  get(name: string): string | undefined {
    const row = this.statements.get.get(name);
    return row && Row.parse(row).value;
  }

  set(name: string, value: string): void {
    this.statements.set.run(name, value);
  }
}
