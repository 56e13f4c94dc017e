import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { HistoryEvent } from '../history/historyEvent';

const Row = z.object({ events: z.string() });
const Events = z.array(HistoryEvent);

/** The histories of orchestrations, written an episode at a time. */
export class Histories {
  private readonly insert: StatementSync;
  private readonly select: StatementSync;
  private readonly remove: StatementSync;

  constructor(database: DatabaseSync) {
    this.insert = database.prepare('INSERT INTO history (instanceId, events) VALUES (?, ?)');
    this.select = database.prepare('SELECT events FROM history WHERE instanceId = ? ORDER BY id');
    this.remove = database.prepare('DELETE FROM history WHERE instanceId = ?');
  }

  append(instanceId: string, events: readonly HistoryEvent[]): void {
    this.insert.run(instanceId, JSON.stringify(events));
  }

  read(instanceId: string): HistoryEvent[] {
    return this.select
      .all(instanceId)
      .flatMap((row) => Events.parse(JSON.parse(Row.parse(row).events)));
  }

  clear(instanceId: string): void {
    this.remove.run(instanceId);
  }
}
