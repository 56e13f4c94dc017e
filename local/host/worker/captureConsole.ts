import { format } from 'node:util';
import type { LogLevel } from '../log';

const levels = {
  trace: 'trace',
  debug: 'debug',
  log: 'information',
  info: 'information',
  warn: 'warning',
  error: 'error',
} as const;

/** Sends what this process says through `console.*` to a log instead of its own output. */
export function captureConsole(log: (level: LogLevel, message: string) => void): void {
  for (const [method, level] of Object.entries(levels)) {
    Reflect.set(globalThis.console, method, (...values: unknown[]) => {
      log(level, format(...values));
    });
  }
}
