import { setTimeout as delay } from 'node:timers/promises';

/** Waits real milliseconds; rejects when the simulator closes. */
export type Pause = (milliseconds: number) => Promise<void>;

/** Waiting that ends with the signal. What is under a millisecond is not worth a timer. */
export function pauseUntil(signal: AbortSignal): Pause {
  return async (milliseconds) => {
    if (milliseconds >= 1) {
      await delay(milliseconds, undefined, { signal });
    }
  };
}
