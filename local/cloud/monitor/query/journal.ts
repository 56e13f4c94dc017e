/** A query that was asked, and what became of it. */
export type JournalEntry = {
  /** Counts up from one. */
  readonly sequence: number;
  readonly at: string;
  readonly principal: string;
  readonly query: string;
  readonly timespan: string | undefined;
  /** HTTP status of the answer. */
  readonly status: number;
  /** Rows in the answer. */
  readonly rows: number;
  readonly milliseconds: number;
};

export type Journal = {
  record: (entry: Omit<JournalEntry, 'sequence'>) => void;
  /** The entries after a sequence number, oldest first. */
  since: (sequence: number) => JournalEntry[];
};

const capacity = 1000;

/** Keeps the last thousand entries, in memory only. */
export function createJournal(): Journal {
  let entries: JournalEntry[] = [];
  let last = 0;
  return {
    record: (entry) => {
      last += 1;
      entries = [...entries.slice(1 - capacity), { sequence: last, ...entry }];
    },
    since: (sequence) => entries.filter((entry) => entry.sequence > sequence),
  };
}
