/** The levels of the Functions worker protocol, mildest first. */
export const logLevels = [
  'trace',
  'debug',
  'information',
  'warning',
  'error',
  'critical',
  'none',
] as const;

export type LogLevel = (typeof logLevels)[number];

/** Categories are those of the real host: `Function.<name>.User`, `Host.Startup` and so on. */
export type Log = (level: LogLevel, category: string, message: string) => void;

export type LogEntry = { level: LogLevel; category: string; message: string };

/** The text of anything that was thrown. */
export function textOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
