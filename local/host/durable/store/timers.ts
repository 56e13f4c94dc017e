import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { z } from 'zod';

export type Timer = {
  instanceId: string;
  executionId: string;
  taskId: number;
  fireAt: number;
};

const Row = z.object({
  instanceId: z.string(),
  executionId: z.string(),
  taskId: z.int(),
  fireAt: z.number(),
});

/** Timers that have neither fired nor been cancelled. */
export class Timers {
  private readonly insert: StatementSync;
  private readonly remove: StatementSync;
  private readonly removeAll: StatementSync;
  private readonly selectDue: StatementSync;
  private readonly selectNext: StatementSync;

  constructor(database: DatabaseSync) {
    this.insert = database.prepare(
      'INSERT OR REPLACE INTO timers (instanceId, executionId, taskId, fireAt) VALUES (?, ?, ?, ?)',
    );
    this.remove = database.prepare(
      'DELETE FROM timers WHERE instanceId = ? AND executionId = ? AND taskId = ?',
    );
    this.removeAll = database.prepare('DELETE FROM timers WHERE instanceId = ?');
    this.selectDue = database.prepare(
      'SELECT * FROM timers WHERE fireAt <= ? ORDER BY fireAt LIMIT ?',
    );
    this.selectNext = database.prepare('SELECT min(fireAt) AS fireAt FROM timers');
  }

  add({ instanceId, executionId, taskId, fireAt }: Timer): void {
    this.insert.run(instanceId, executionId, taskId, fireAt);
  }

  delete({ instanceId, executionId, taskId }: Omit<Timer, 'fireAt'>): void {
    this.remove.run(instanceId, executionId, taskId);
  }

  clear(instanceId: string): void {
    this.removeAll.run(instanceId);
  }

  /** Those that are due, the oldest first. */
  due(now: number, limit: number): Timer[] {
    return this.selectDue.all(now, limit).map((row) => Row.parse(row));
  }

  /** When the next one is due. */
  next(): number | undefined {
    const row = z.object({ fireAt: z.nullable(z.number()) }).parse(this.selectNext.get());
    return row.fireAt ?? undefined;
  }
}
