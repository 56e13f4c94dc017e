import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { z } from 'zod';

/** An activity that is to be run, for a task of an orchestration. */
export type ActivityTask = {
  instanceId: string;
  executionId: string;
  taskId: number;
  name: string;
  /** JSON text. */
  input: string | null;
};

export type QueuedActivity = ActivityTask & { id: number };

const Row = z.object({
  id: z.int(),
  instanceId: z.string(),
  executionId: z.string(),
  taskId: z.int(),
  name: z.string(),
  input: z.nullable(z.string()),
});

/** Activities whose outcome is not known yet, in the order in which they were asked for. */
export class ActivityQueue {
  private readonly insert: StatementSync;
  private readonly select: StatementSync;
  private readonly remove: StatementSync;

  constructor(database: DatabaseSync) {
    this.insert = database.prepare(
      'INSERT INTO activities (instanceId, executionId, taskId, name, input) VALUES (?, ?, ?, ?, ?)',
    );
    this.select = database.prepare('SELECT * FROM activities WHERE id > ? ORDER BY id LIMIT ?');
    this.remove = database.prepare('DELETE FROM activities WHERE id = ?');
  }

  add({ instanceId, executionId, taskId, name, input }: ActivityTask): void {
    this.insert.run(instanceId, executionId, taskId, name, input);
  }

  /** The next ones after an id. */
  after(id: number, limit: number): QueuedActivity[] {
    return this.select.all(id, limit).map((row) => Row.parse(row));
  }

  delete(id: number): void {
    this.remove.run(id);
  }
}
