import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again until there is an answer. Throws when that takes too long, or what went wrong in
 * `unless` meanwhile, such as the end of the process that was to answer.
 */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  { seconds, everyMs = 200, unless }: { seconds: number; everyMs?: number; unless: Promise<never> },
): Promise<T> {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await Promise.race([ask(), unless]);
    if (answer !== undefined) {
      return answer;
    }
    if (Date.now() > until) {
      throw new Error(`${what} took longer than ${seconds} s`);
    }
    await Promise.race([delay(everyMs), unless]);
  }
}
