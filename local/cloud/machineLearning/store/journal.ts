import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { inTransaction } from './database';

/** One call as it was made and answered. */
export type JournalEntry = {
  /** Counts up in the order in which calls were finished. */
  sequence: number;
  /** When the call arrived, ISO 8601. */
  at: string;
  /** The caller's name; null when the call was not authenticated. */
  principal: string | null;
  method: string;
  path: string;
  /** As sent, with its question mark; empty when there was none. */
  query: string;
  apiVersion: string | null;
  /** Null when the connection was broken instead of an answer. */
  status: number | null;
  requestHeaders: Record<string, string>;
  requestBody: unknown;
  responseHeaders: Record<string, string>;
  responseBody: unknown;
  milliseconds: number;
};

/** An entry as it is recorded: bodies as the text that went over the wire. */
export type JournalRecord = Omit<JournalEntry, 'sequence' | 'requestBody' | 'responseBody'> & {
  requestBody: string | undefined;
  responseBody: string | undefined;
};

export type JournalQuery = {
  since: number;
  method: string | undefined;
  principal: string | undefined;
  limit: number;
};

/** Calls that were let through, by kind, and calls that were answered 429. */
export type CallCounts = { writes: number; reads: number; throttled: number };

const Headers = z.record(z.string(), z.string());
const Row = z.object({
  sequence: z.int(),
  at: z.string(),
  principal: z.string().nullable(),
  method: z.string(),
  path: z.string(),
  query: z.string(),
  apiVersion: z.string().nullable(),
  status: z.int().nullable(),
  requestHeaders: z.string(),
  requestBody: z.string().nullable(),
  responseHeaders: z.string(),
  responseBody: z.string().nullable(),
  milliseconds: z.number(),
});
const CountRow = z.object({
  principal: z.string(),
  writes: z.int(),
  reads: z.int(),
  throttled: z.int(),
});
const Last = z.object({ last: z.int() }).optional();

const flushEveryMs = 100;

/**
 * The record of all calls. Writes are on disk before they are answered, so that whoever counts
 * them misses none; of reads, a kill may lose what was finished in the last tenth of a second.
 */
export class Journal {
  private readonly database: DatabaseSync;
  private readonly statements;
  private sequence: number;
  private pending: (JournalRecord & { sequence: number })[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(database: DatabaseSync) {
    this.database = database;
    this.statements = prepare(database);
    this.sequence = Last.parse(this.statements.last.get())?.last ?? 0;
  }

  record(record: JournalRecord): void {
    this.sequence += 1;
    this.pending.push({ ...record, sequence: this.sequence });
    if (record.method !== 'GET') {
      this.flush();
      return;
    }
    this.timer ??= setTimeout(() => this.flush(), flushEveryMs).unref();
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batch = this.pending;
    if (batch.length === 0) {
      return;
    }
    this.pending = [];
    inTransaction(this.database, () => {
      for (const record of batch) {
        this.statements.add.run({
          ...record,
          requestHeaders: JSON.stringify(record.requestHeaders),
          requestBody: record.requestBody ?? null,
          responseHeaders: JSON.stringify(record.responseHeaders),
          responseBody: record.responseBody ?? null,
        });
      }
    });
  }

  /** The entries after a sequence number, oldest first. */
  entries({ since, method, principal, limit }: JournalQuery): JournalEntry[] {
    this.flush();
    return this.statements.list
      .all({ since, method: method ?? null, principal: principal ?? null, limit })
      .map(entryOf);
  }

  /** Per principal, over the entries after a sequence number. Polling counts as reading. */
  counts(since: number): Record<string, CallCounts> {
    this.flush();
    const rows = this.statements.counts.all(since).map((row) => CountRow.parse(row));
    return Object.fromEntries(rows.map(({ principal, ...counts }) => [principal, counts]));
  }

  /** Forgets all entries. Sequence numbers go on, so that a reader's `since` stays good. */
  clear(): void {
    this.flush();
    this.statements.clear.run();
  }
}

function entryOf(row: unknown): JournalEntry {
  const { requestHeaders, requestBody, responseHeaders, responseBody, ...rest } = Row.parse(row);
  return {
    ...rest,
    requestHeaders: Headers.parse(JSON.parse(requestHeaders)),
    requestBody: bodyOf(requestBody),
    responseHeaders: Headers.parse(JSON.parse(responseHeaders)),
    responseBody: bodyOf(responseBody),
  };
}

/** A body as JSON, or as its text when it is none: a refused request may hold anything. */
function bodyOf(text: string | null): unknown {
  if (text === null) {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function prepare(database: DatabaseSync) {
  return {
    last: database.prepare("SELECT seq AS last FROM sqlite_sequence WHERE name = 'journal'"),
    add: database.prepare(
      `INSERT INTO journal VALUES (:sequence, :at, :principal, :method, :path, :query, :apiVersion,
         :status, :requestHeaders, :requestBody, :responseHeaders, :responseBody, :milliseconds)`,
    ),
    list: database.prepare(
      `SELECT * FROM journal
       WHERE sequence > :since AND (:method IS NULL OR method = :method)
         AND (:principal IS NULL OR principal = :principal)
       ORDER BY sequence LIMIT :limit`,
    ),
    counts: database.prepare(
      `SELECT principal,
         SUM(method <> 'GET' AND status IS NOT 429) AS writes,
         SUM(method = 'GET' AND status IS NOT 429) AS reads,
         SUM(status IS 429) AS throttled
       FROM journal WHERE sequence > ? AND principal IS NOT NULL GROUP BY principal`,
    ),
    clear: database.prepare('DELETE FROM journal'),
  };
}
