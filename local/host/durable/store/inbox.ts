import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { MessageEvent } from '../history/historyEvent';

/** A message on its way to an orchestration. */
export type Message = {
  instanceId: string;
  /** The execution it is for; null if for whichever there is. */
  executionId: string | null;
  event: MessageEvent;
};

export type StoredMessage = Message & { id: number };

const Row = z.object({
  id: z.int(),
  instanceId: z.string(),
  executionId: z.nullable(z.string()),
  event: z.string(),
});

/** Messages that have arrived for orchestrations and are not part of their histories yet. */
export class Inbox {
  private readonly insert: StatementSync;
  private readonly select: StatementSync;
  private readonly remove: StatementSync;
  private readonly removeAll: StatementSync;
  private readonly addressees: StatementSync;

  constructor(database: DatabaseSync) {
    this.insert = database.prepare(
      'INSERT INTO inbox (instanceId, executionId, event) VALUES (?, ?, ?)',
    );
    this.select = database.prepare('SELECT * FROM inbox WHERE instanceId = ? ORDER BY id');
    this.remove = database.prepare('DELETE FROM inbox WHERE id = ?');
    this.removeAll = database.prepare('DELETE FROM inbox WHERE instanceId = ?');
    this.addressees = database.prepare('SELECT DISTINCT instanceId FROM inbox');
  }

  add(message: Message): StoredMessage {
    const { instanceId, executionId, event } = message;
    const { lastInsertRowid } = this.insert.run(instanceId, executionId, JSON.stringify(event));
    return { ...message, id: Number(lastInsertRowid) };
  }

  of(instanceId: string): StoredMessage[] {
    return this.select.all(instanceId).map((row) => {
      const { event, ...rest } = Row.parse(row);
      return { ...rest, event: MessageEvent.parse(JSON.parse(event)) };
    });
  }

  delete(messages: readonly StoredMessage[]): void {
    for (const { id } of messages) {
      this.remove.run(id);
    }
  }

  clear(instanceId: string): void {
    this.removeAll.run(instanceId);
  }

  /** Every orchestration that has mail. */
  instanceIds(): string[] {
    return this.addressees
      .all()
      .map((row) => z.object({ instanceId: z.string() }).parse(row).instanceId);
  }
}
