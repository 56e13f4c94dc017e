import { setTimeout as pause } from 'node:timers/promises';

/** How long to keep looking before giving up, and how often to look. */
type Patience = { withinMs?: number; everyMs?: number };

/**
 * Looks again and again until there is something to see, and answers with it.
 *
 * `look` says "not yet" with `undefined` or `false`; what it throws ends the wait at once.
 * After `withinMs` (10 s if not said) the wait fails, naming what was waited for.
 */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  { withinMs = 10_000, everyMs = 20 }: Patience = {},
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) {
      return seen;
    }
    if (performance.now() >= deadline) {
      throw new Error(`Waited ${withinMs} ms in vain until ${what}`);
    }
    await pause(everyMs);
  }
}
