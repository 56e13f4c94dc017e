import { z } from 'zod';
import { Circuit, circuitName } from '../fleet';
import { Revision, sameRevision } from '../revision';
import { Instant, secondsBetween } from '../time';

/** How long a circuit is known to have run one revision, and how well. */
const Period = z.strictObject({
  revision: Revision,
  since: Instant,
  /** The release that brought it, and why. */
  release: z.string().optional(),
  changeCause: z.string().optional(),
  /** The longest stretch in which it was measured and found well. */
  healthy: z.strictObject({ from: Instant, until: Instant }).optional(),
});
export type Period = z.infer<typeof Period>;

/** What a circuit ran, newest first; the way back when there is no better one. */
export const CircuitHistory = z.strictObject({ ...Circuit.shape, periods: z.array(Period) });
export type CircuitHistory = z.infer<typeof CircuitHistory>;

/** Periods that are kept at most; the newest three healthy ones are kept whatever comes. */
const mostPeriods = 20;
const healthyKept = 3;

/** Notes that a circuit began to run a revision; saying it again changes nothing. */
export function withPeriod(history: CircuitHistory, period: Period): CircuitHistory {
  const [newest] = history.periods;
  if (newest && sameRevision(newest.revision, period.revision)) {
    return history;
  }
  return { ...history, periods: kept([period, ...history.periods]) };
}

/** Notes that a circuit was well on a revision; stretches that touch become one. */
export function withHealth(
  history: CircuitHistory,
  { revision, from, until }: { revision: Revision; from: Instant; until: Instant },
): CircuitHistory {
  const begun = withPeriod(history, { revision, since: from });
  const [newest, ...older] = begun.periods;
  if (!newest) {
    return begun;
  }
  return { ...begun, periods: [{ ...newest, healthy: joined(newest, { from, until }) }, ...older] };
}

type Stretch = { from: Instant; until: Instant };

function joined({ healthy }: Period, next: Stretch): Stretch {
  if (!healthy) {
    return next;
  }
  if (next.from > healthy.until || next.until < healthy.from) {
    return secondsOf(next) > secondsOf(healthy) ? next : healthy;
  }
  return {
    from: next.from < healthy.from ? next.from : healthy.from,
    until: next.until > healthy.until ? next.until : healthy.until,
  };
}

function secondsOf({ from, until }: Stretch): number {
  return secondsBetween(from, until);
}

/** Old periods go, but never one of the newest three that were healthy: they are the way back. */
function kept(periods: readonly Period[]): Period[] {
  const ways = new Set(periods.filter(({ healthy }) => healthy).slice(0, healthyKept));
  return periods.filter((period, index) => index < mostPeriods || ways.has(period));
}

/**
 * The newest revision, other than the one that runs, that was well for at least so long and that
 * nothing speaks against.
 */
export function lastKnownGood(
  { periods }: CircuitHistory,
  { minMinutes, unfit }: { minMinutes: number; unfit: (revision: Revision) => boolean },
): Period | undefined {
  return periods.find(
    ({ revision, healthy }) =>
      healthy !== undefined && secondsOf(healthy) >= minMinutes * 60 && !unfit(revision),
  );
}

/** What a person should know of a circuit's way back, before it is needed. */
export function retentionWarning({ plant, circuit, periods }: CircuitHistory): string | undefined {
  const previous = periods.length - 1;
  return previous >= healthyKept
    ? undefined
    : `${circuitName({ plant, circuit })} has ${Math.max(0, previous)} previous versions on record, expected at least ${healthyKept}`;
}
