import type { Numbering, Settle } from './numbering';

/** Longer timers than `maxShortMs` are made of segments of `segmentMs`. The SDK does the same sum. */
export type TimerLimits = { maxShortMs: number; segmentMs: number };

type Timer = { fireAt: number; cancelled: boolean; limits: TimerLimits };

const SETTLED = { ok: true, result: null } as const;

/**
 * Waits until a point in time. A cancelled timer is settled from its start, but keeps the ids of
 * the segments that fired before it was cancelled.
 */
export function runTimer(
  numbering: Numbering,
  { fireAt, cancelled, limits }: Timer,
  settle: Settle,
): void {
  const openSegment = (): void => {
    const long = fireAt - numbering.now > limits.maxShortMs;
    const end = long ? numbering.now + limits.segmentMs : fireAt;
    const onFired = (): void => {
      if (fireAt > numbering.now) {
        openSegment();
        return;
      }
      if (!cancelled) {
        settle(SETTLED);
      }
    };
    numbering.open({ kind: 'timerCreated', fireAt: end }, onFired, cancelled);
  };

  openSegment();
  if (cancelled) {
    settle(SETTLED);
  }
}
