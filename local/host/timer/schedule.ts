import { parseTimeSpan } from '../settings/timeSpan';
import { parseNcrontab } from './ncrontab';

/** When a timer fires. */
export type Schedule = {
  /** The first occurrence after a moment; undefined when there is none any more. */
  next: (after: Date) => Date | undefined;
  /** Occurrences may lie less than a minute apart, which is too dense to keep a status of. */
  isDense: boolean;
};

/**
 * Parses a timer's schedule: an NCRONTAB expression, whose times are those of a zone, or a TimeSpan
 * between two runs. Throws on others, and on an unknown zone.
 */
export function parseSchedule(text: string, timeZone = 'UTC'): Schedule {
  const everyMs = text.includes(' ') ? undefined : parseTimeSpan(text);
  if (everyMs === undefined) {
    const { next } = parseNcrontab(text, timeZone);
    return { next, isDense: isDense(next) };
  }
  if (everyMs === 0) {
    throw new Error(`The timer schedule "${text}" is empty: expected a TimeSpan above zero`);
  }
  return {
    next: (after) => new Date(after.getTime() + everyMs),
    isDense: everyMs < 60_000,
  };
}

/** Looks at the first occurrences after a fixed moment, as the real host does. */
function isDense(next: Schedule['next']): boolean {
  let at = next(new Date(Date.UTC(2024, 0, 1)));
  for (let seen = 0; seen < 60 && at !== undefined; seen += 1) {
    const following = next(at);
    if (following !== undefined && following.getTime() - at.getTime() < 60_000) {
      return true;
    }
    at = following;
  }
  return false;
}
