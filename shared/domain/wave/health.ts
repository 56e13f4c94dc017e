import type { Evidence } from '../evidence/samples';
import { circuitKey } from '../fleet';
import type { Policy } from '../policy';
import { assessRules } from '../rule/assessRules';
import type { Instant } from '../time';

/** How circuits do, by key. One that is in neither set could not be measured well enough. */
export type Health = { breached: ReadonlySet<string>; ok: ReadonlySet<string> };

/**
 * Assesses circuits by the rules that may roll back, on what was measured since a moment alone:
 * what they did before they were restored says nothing of how they are now.
 */
export function healthSince(
  since: Instant,
  { evidence, policy, now }: { evidence: Evidence; policy: Policy; now: Instant },
): Health {
  const verdicts = assessRules({
    policy: { ...policy, rules: policy.rules.filter(({ action }) => action === 'rollBack') },
    evidence: measuredSince(evidence, since),
    releases: [],
    alertsLastHour: undefined,
    now,
  });
  const circuits = verdicts.flatMap((verdict) => verdict.circuits);
  const keysWith = (answer: 'breached' | 'ok') =>
    circuits.filter((one) => one.answer === answer).map(circuitKey);
  const breached = new Set(keysWith('breached'));
  return { breached, ok: new Set(keysWith('ok').filter((key) => !breached.has(key))) };
}

function measuredSince(evidence: Evidence, since: Instant): Evidence {
  const { jobs, metrics } = evidence;
  return {
    ...evidence,
    jobs:
      jobs.answer === 'unknown' ? jobs : { ...jobs, circuits: jobs.circuits.map(cutBefore(since)) },
    metrics:
      metrics.answer === 'unknown'
        ? metrics
        : { ...metrics, circuits: metrics.circuits.map(cutBefore(since)) },
  };
}

function cutBefore(since: Instant) {
  return <Of extends { samples: { at: Instant }[] }>(of: Of): Of => ({
    ...of,
    samples: of.samples.filter(({ at }) => at >= since),
  });
}
