import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readJsonFile } from '../settings/readJsonFile';
import type { Schedule } from './schedule';

const Moment = z.iso.datetime().transform((text) => new Date(text));

const TimerStatusFile = z.object({
  Last: Moment.nullable(),
  Next: Moment,
  LastUpdated: Moment,
});

/** What is kept of a timer between two runs of the host. */
export type TimerStatus = {
  /** Null: it never ran. */
  last: Date | null;
  next: Date;
  lastUpdated: Date;
};

/** Where a timer's status is kept, one file per function. */
export type TimerStatusStore = {
  read(functionName: string): TimerStatus | undefined;
  write(functionName: string, status: TimerStatus): void;
};

export function openTimerStatusStore(stateDir: string): TimerStatusStore {
  const fileOf = (functionName: string): string => join(stateDir, 'timers', `${functionName}.json`);
  return {
    read: (functionName) => {
      const content = readJsonFile(fileOf(functionName), TimerStatusFile);
      return (
        content && { last: content.Last, next: content.Next, lastUpdated: content.LastUpdated }
      );
    },
    write: (functionName, { last, next, lastUpdated }) => {
      const file = fileOf(functionName);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(
        `${file}.new`,
        JSON.stringify({ Last: last, Next: next, LastUpdated: lastUpdated }),
      );
      renameSync(`${file}.new`, file);
    },
  };
}

/**
 * What a timer's status means at the start of the host: whether an occurrence was missed, and when
 * the next one is due. A schedule that changed since counts from the last run on.
 */
export function resumeTimer(
  schedule: Schedule,
  status: TimerStatus | undefined,
  now: Date,
): { isPastDue: boolean; status: TimerStatus | undefined } {
  if (status === undefined) {
    const next = schedule.next(now);
    return { isPastDue: false, status: next && { last: null, next, lastUpdated: now } };
  }
  const since = status.last ?? status.lastUpdated;
  const next = schedule.next(since);
  if (next === undefined) {
    return { isPastDue: false, status: undefined };
  }
  const isSame = next.getTime() === status.next.getTime();
  const resumed = isSame ? status : { last: null, next, lastUpdated: since };
  return { isPastDue: now.getTime() > next.getTime(), status: resumed };
}
