import { logLevels } from './log';
import type { Log, LogLevel } from './log';

/** Levels by category prefix, as `logging.logLevel` of host.json has them; `default` is the rest. */
export type LogThresholds = Readonly<Record<string, LogLevel>>;

/**
 * A log that writes one line per entry. Lines of one turn of the event loop are written in one go,
 * because a busy app logs thousands a second and every write is a system call.
 */
export function createConsoleLog(
  thresholds: LogThresholds,
  write: (text: string) => void,
): { log: Log; flush: () => void } {
  const waiting: string[] = [];
  const isLogged = memoize((category, level) => isAbove(thresholds, category, level));

  const flush = (): void => {
    if (waiting.length > 0) {
      write(waiting.splice(0).join(''));
    }
  };
  const log: Log = (level, category, message) => {
    if (!isLogged(category, level)) {
      return;
    }
    if (waiting.length === 0) {
      setImmediate(flush);
    }
    waiting.push(`[${new Date().toISOString()}] ${level} ${category}: ${message}\n`);
  };
  return { log, flush };
}

/** Whether the most specific threshold of a category lets a level through. */
export function isAbove(thresholds: LogThresholds, category: string, level: LogLevel): boolean {
  const prefix = Object.keys(thresholds)
    .filter((key) => category === key || category.startsWith(`${key}.`))
    .toSorted((a, b) => b.length - a.length)[0];
  const threshold = thresholds[prefix ?? 'default'] ?? 'information';
  return threshold !== 'none' && logLevels.indexOf(level) >= logLevels.indexOf(threshold);
}

function memoize(
  decide: (category: string, level: LogLevel) => boolean,
): (category: string, level: LogLevel) => boolean {
  const known = new Map<string, boolean>();
  return (category, level) => {
    const key = `${level} ${category}`;
    const answer = known.get(key) ?? decide(category, level);
    known.set(key, answer);
    return answer;
  };
}
