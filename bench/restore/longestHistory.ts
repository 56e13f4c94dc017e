import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

const Row = z.object({ events: z.number() });

/** The most events in the history of any orchestration of the host whose state lies in a folder. */
export function longestHistory(state: string): number {
  const database = new DatabaseSync(path.join(state, 'host', 'durable.sqlite'), { readOnly: true });
  try {
    const row = database
      .prepare(
        `SELECT COALESCE(MAX(events), 0) AS events FROM (
           SELECT SUM(json_array_length(events)) AS events FROM history GROUP BY instanceId)`,
      )
      .get();
    return Row.parse(row).events;
  } finally {
    database.close();
  }
}
