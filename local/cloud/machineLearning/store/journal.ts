import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { inTransaction } from './database';
import { entryOf, summaryOf } from './journalEntry';
import type { JournalEntry, JournalRecord, JournalSummary } from './journalEntry';
import type { SettingStore } from './settingStore';

export type JournalQuery = {
  since: number;
  method: string | undefined;
  principal: string | undefined;
  limit: number;
};

/** Calls that were let through, by kind, and calls that were answered 429. */
export type CallCounts = { writes: number; reads: number; throttled: number };

/** Whose bodies are kept: those of all calls, of all but reads, or none. Hashes always are. */
export const KeptBodies = z.enum(['all', 'writes', 'none']);
export type KeptBodies = z.infer<typeof KeptBodies>;

const CountRow = z.object({
  principal: z.string(),
  writes: z.int(),
  reads: z.int(),
  throttled: z.int(),
});
const Last = z.object({ last: z.int() }).optional();

const flushEveryMs = 100;
const bodiesSetting = 'journalBodies';

/**
 * The record of all calls. Writes are on disk before they are answered, so that whoever counts
 * them misses none; of reads, a kill may lose what was finished in the last tenth of a second.
 */
export class Journal {
  private readonly database: DatabaseSync;
  private readonly settings: SettingStore;
  private readonly statements;
  private sequence: number;
  private kept: KeptBodies;
  private pending: (JournalRecord & { sequence: number; bodyHash: string | null })[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(database: DatabaseSync, settings: SettingStore) {
    this.database = database;
    this.settings = settings;
    this.statements = prepare(database);
    this.sequence = Last.parse(this.statements.last.get())?.last ?? 0;
    this.kept = KeptBodies.catch('all').parse(settings.get(bodiesSetting));
  }

  get keptBodies(): KeptBodies {
    return this.kept;
  }

  /** Chooses which bodies are kept from now on, over restarts too. */
  keepBodies(of: KeptBodies): void {
    this.settings.set(bodiesSetting, of);
    this.kept = of;
  }

  record(record: JournalRecord): void {
    this.sequence += 1;
    const { requestBody } = record;
    this.pending.push({
      ...record,
      ...(this.keeps(record) ? {} : { requestBody: undefined, responseBody: undefined }),
      sequence: this.sequence,
      bodyHash: requestBody === undefined ? null : sha256(requestBody),
    });
    if (record.method !== 'GET') {
      this.flush();
      return;
    }
    this.timer ??= setTimeout(() => this.flush(), flushEveryMs).unref();
  }

  private keeps({ method }: JournalRecord): boolean {
    return this.kept === 'all' || (this.kept === 'writes' && method !== 'GET');
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
  entries(query: JournalQuery): JournalEntry[] {
    this.flush();
    return this.statements.entries.all(boundTo(query)).map(entryOf);
  }

  /** The same without headers and bodies: for whoever counts and measures many thousands. */
  summaries(query: JournalQuery): JournalSummary[] {
    this.flush();
    return this.statements.summaries.all(boundTo(query)).map(summaryOf);
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

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function boundTo({ since, method, principal, limit }: JournalQuery) {
  return { since, method: method ?? null, principal: principal ?? null, limit };
}

const summaryColumns = `sequence, at, serviceSeconds, principal, method, path, query, apiVersion,
  status, throttle, bodyHash, operation, milliseconds`;
const columns = `${summaryColumns}, requestHeaders, requestBody, responseHeaders, responseBody`;

function prepare(database: DatabaseSync) {
  const select = (what: string) =>
    database.prepare(
      `SELECT ${what} FROM journal
       WHERE sequence > :since AND (:method IS NULL OR method = :method)
         AND (:principal IS NULL OR principal = :principal)
       ORDER BY sequence LIMIT :limit`,
    );
  return {
    last: database.prepare("SELECT seq AS last FROM sqlite_sequence WHERE name = 'journal'"),
    add: database.prepare(
      `INSERT INTO journal (${columns}) VALUES (${columns.replaceAll(/\w+/g, ':$&')})`,
    ),
    entries: select(columns),
    summaries: select(summaryColumns),
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
