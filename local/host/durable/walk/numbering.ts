import type { Scheduled } from '../history/historyEvent';

/** How something that was asked for ended. `result` is JSON text, of a call that succeeded. */
export type Outcome = { ok: boolean; result: string | null };

export type Settle = (outcome: Outcome) => void;

/** Distributes over the union, so that each kind keeps its own fields. */
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

export type Unnumbered = WithoutId<Scheduled>;

/** Gives out the sequence ids, in the order in which the SDK gives them to its tasks. */
export type Numbering = {
  /** The time of the episode that is being replayed, in milliseconds since the epoch. */
  readonly now: number;
  readonly executionId: string;
  /** The id that `open` gives out next. */
  readonly nextId: number;

  /**
   * Asks for something under the next id, and answers with the id. `settle` is called when the
   * history says it ended. A cancelled one does not keep the orchestration from completing.
   */
  open(wanted: Unnumbered, settle: Settle, cancelled?: boolean): number;

  /** Says something to the developer of the app. */
  warn(sentence: string): void;
};
