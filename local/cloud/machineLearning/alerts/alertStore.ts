import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { Alert } from './alert';

const Row = z.object({ body: z.string() });

/** The alerts. Every write is durable on return. */
export class AlertStore {
  private readonly statements;

  constructor(database: DatabaseSync) {
    this.statements = {
      get: database.prepare('SELECT body FROM alerts WHERE id = ?'),
      all: database.prepare('SELECT body FROM alerts ORDER BY number'),
      save: database.prepare(
        `INSERT INTO alerts (id, body) VALUES (?, ?)
         ON CONFLICT (id) DO UPDATE SET body = excluded.body`,
      ),
      clear: database.prepare('DELETE FROM alerts'),
    };
  }

  get(alertId: string): Alert | undefined {
    const row = this.statements.get.get(alertId.toLowerCase());
    return row && alertOf(row);
  }

  /** In the order in which they came. */
  all(): Alert[] {
    return this.statements.all.all().map(alertOf);
  }

  save(alert: Alert): void {
    this.statements.save.run(alert.alertId.toLowerCase(), JSON.stringify(alert));
  }

  clear(): void {
    this.statements.clear.run();
  }
}

function alertOf(row: unknown): Alert {
  return Alert.parse(JSON.parse(Row.parse(row).body));
}
