import type { EventOf, Scheduled } from '../history/historyEvent';
import type { TimerLimits } from './runTimer';

export type WalkLimits = {
  timers: TimerLimits;
  /** Between two polls of `callHttp`, unless the answer says otherwise. */
  httpSleepMs: number;
};

/** What a replay came to. */
export type Walked = {
  /** What the orchestrator asked for that the history does not know yet, by id. */
  scheduled: readonly Scheduled[];
  /** Ids of timers that were cancelled before they fired. */
  cancelledTimers: ReadonlySet<number>;
  /** Every action has ended, and nothing is open: the orchestration may complete. */
  finished: boolean;
  continueAsNew: ContinueAsNew | null;
  /** What a developer should hear about, in sentences. */
  warnings: readonly string[];
};

export type ContinueAsNew = {
  input: string | null;
  /** Events that were raised after the decision; earlier ones that nobody awaited are lost. */
  carriedOver: readonly EventOf<'eventRaised'>[];
};
