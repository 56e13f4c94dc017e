import { z } from 'zod';
import type { Folded } from './alert/folded';
import type { JobFailures } from './evidence';
import { Circuit, circuitKey } from './fleet';
import type { Policy } from './policy';
import { ReleaseId } from './release';
import type { Release } from './release';
import { secondsBetween } from './time';
import type { Instant } from './time';

/** What to do about a window of alerts, and why, in a sentence for the person who asks later. */
export const Decision = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('ignore'), reason: z.string() }),
  /** Something is wrong that Ripcord must not mend by itself: a person decides. */
  z.strictObject({
    action: z.literal('escalate'),
    /** `unknown`: asking again may yet help. */
    evidence: z.enum(['measured', 'unknown']),
    reason: z.string(),
    failing: z.array(Circuit),
  }),
  z.strictObject({
    action: z.literal('rollBackEnvironment'),
    release: ReleaseId,
    reason: z.string(),
    failing: z.array(Circuit),
  }),
]);
export type Decision = z.infer<typeof Decision>;

type Case = {
  alerts: Pick<Folded, 'standing'>;
  jobs: JobFailures;
  releases: readonly Release[];
  policy: Policy;
  now: Instant;
};

/**
 * Decides from evidence, never from alerts alone: an alert only says where to look. Blames a
 * release when it is young and changed nearly all of the circuits that fail.
 */
export function decide({ alerts, jobs, releases, policy, now }: Case): Decision {
  if (alerts.standing === 0) {
    return { action: 'ignore', reason: 'no alert stands' };
  }
  if (jobs.answer === 'unknown') {
    return {
      action: 'escalate',
      evidence: 'unknown',
      reason: `job failures are unknown: ${jobs.reason}`,
      failing: [],
    };
  }

  const { withinMinutes, minFailedJobs, moreThanCircuits } = jobFailureLimits(policy);
  const failing = jobs.circuits
    .filter(({ failed }) => failed >= minFailedJobs)
    .map(({ plant, circuit }) => ({ plant, circuit }));
  const measured = `job failures on ${failing.length} ${failing.length === 1 ? 'circuit' : 'circuits'}`;
  if (failing.length <= moreThanCircuits) {
    const limit = `not more than ${moreThanCircuits} in ${withinMinutes} min`;
    return { action: 'ignore', reason: `${measured}, ${limit}` };
  }

  const breached = `${measured} > ${moreThanCircuits} in ${withinMinutes} min`;
  return blame({ failing, breached }, { releases, policy, now });
}

type Breach = { failing: Circuit[]; breached: string };

function blame(
  { failing, breached }: Breach,
  { releases, policy, now }: Pick<Case, 'releases' | 'policy' | 'now'>,
): Decision {
  const { releaseWithinMinutes, minShareExplained } = policy.blame;
  const [best] = releases
    .filter(({ at }) => isYoung(at, now, releaseWithinMinutes))
    .map((release) => ({ release, explained: explainedBy(release, failing) }))
    .toSorted(byBlame);
  if (best === undefined) {
    return escalate(`${breached}, but no release in the last ${releaseWithinMinutes} min`, failing);
  }
  const { release, explained } = best;
  if (explained < minShareExplained * failing.length) {
    const share = `${release.id} changed only ${explained} of them, less than ${percent(minShareExplained)}`;
    return escalate(`${breached}, but ${share}`, failing);
  }
  const reason = `${breached}, ${explained} of them changed by ${release.id}`;
  return { action: 'rollBackEnvironment', release: release.id, reason, failing };
}

type Suspect = { release: Release; explained: number };

/** Most explained first; among equals the youngest, which changed what the older ones left. */
function byBlame(a: Suspect, b: Suspect): number {
  return b.explained - a.explained || (a.release.at < b.release.at ? 1 : -1);
}

function explainedBy({ changes }: Release, failing: readonly Circuit[]): number {
  const changed = new Set(changes.map(circuitKey));
  return failing.filter((circuit) => changed.has(circuitKey(circuit))).length;
}

function isYoung(at: Instant, now: Instant, minutes: number): boolean {
  const age = secondsBetween(at, now);
  return age >= 0 && age <= minutes * 60;
}

function escalate(reason: string, failing: Circuit[]): Decision {
  return { action: 'escalate', evidence: 'measured', reason, failing };
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** The rule of the policy that counts failed jobs, in the words of this decision. */
export function jobFailureLimits({ rules }: Policy): {
  withinMinutes: number;
  minFailedJobs: number;
  moreThanCircuits: number;
} {
  const rule = rules.find(({ metric }) => metric === 'failedJobs');
  const limit = rule?.breachedWhen.with === 'limit' ? rule.breachedWhen.limit : 0;
  return {
    withinMinutes: rule?.overMinutes ?? 30,
    minFailedJobs: Math.floor(limit) + 1,
    moreThanCircuits: (rule?.minCircuits ?? 2) - 1,
  };
}
