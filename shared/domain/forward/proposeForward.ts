import { z } from 'zod';
import type { Evidence } from '../evidence/samples';
import { Circuit, circuitKey } from '../fleet';
import type { Incident } from '../incident';
import type { Policy } from '../policy';
import type { Instant } from '../time';
import { healthSince } from '../wave/health';
import type { Health } from '../wave/health';

const Count = z.strictObject({ measured: z.int(), breached: z.int() });

/** Whether to go forward again, in numbers. Only ever proposed: a person decides. */
export const Proposal = z.strictObject({
  /** `unknown`: too little was measured before or since. */
  answer: z.enum(['propose', 'leave', 'unknown']),
  sentence: z.string(),
  before: Count,
  since: Count,
  /** Those that were in order before the rollback, and fail since. */
  circuits: z.array(Circuit),
});
export type Proposal = z.infer<typeof Proposal>;

type Scene = { evidence: Evidence; policy: Policy; now: Instant };

/**
 * Holds how restored circuits do since a rollback against how they did before it. Proposes to go
 * forward again when more of them have become bad than good; where both are bad, neither way helps.
 */
export function proposeForward(
  incident: Pick<Incident, 'id' | 'openedAt' | 'endedAt' | 'outcomes'>,
  scene: Scene,
): Proposal {
  const { id, openedAt, endedAt = openedAt } = incident;
  const restored = incident.outcomes
    .filter(({ status }) => status === 'restored')
    .map(({ target: { plant, circuit } }) => ({ plant, circuit }));
  const was = healthBefore(openedAt, scene);
  const is = healthSince(endedAt, scene);
  const before = countOf(restored, was);
  const since = countOf(restored, is);
  const both = restored.filter((circuit) => isMeasured(circuit, was) && isMeasured(circuit, is));
  const worse = both.filter(
    (one) => was.ok.has(circuitKey(one)) && is.breached.has(circuitKey(one)),
  );
  const better = both.filter(
    (one) => was.breached.has(circuitKey(one)) && is.ok.has(circuitKey(one)),
  );
  const numbers = `${before.breached} of ${before.measured} measured circuits failed before ${id}, ${since.breached} of ${since.measured} fail since`;
  const found = { before, since, circuits: worse };
  if (both.length === 0) {
    const sentence = `too little was measured before and since to compare: ${numbers}`;
    return { ...found, answer: 'unknown', sentence };
  }
  if (worse.length > better.length) {
    const sentence = `${numbers}: ${worse.length} became worse > ${better.length} that became better; to go forward again, POST /api/rollbacks/${id}/roll-forward`;
    return { ...found, answer: 'propose', sentence };
  }
  const isBadEitherWay = since.breached > 0 && better.length === 0 && worse.length === 0;
  const sentence = isBadEitherWay
    ? `${numbers}: as bad either way, a person has to look`
    : `${numbers}: ${worse.length} became worse <= ${better.length} that became better`;
  return { ...found, answer: 'leave', sentence };
}

function isMeasured(circuit: Circuit, { ok, breached }: Health): boolean {
  return ok.has(circuitKey(circuit)) || breached.has(circuitKey(circuit));
}

function countOf(circuits: readonly Circuit[], health: Health): z.infer<typeof Count> {
  return {
    measured: circuits.filter((circuit) => isMeasured(circuit, health)).length,
    breached: circuits.filter((circuit) => health.breached.has(circuitKey(circuit))).length,
  };
}

/** As the rules would have said it at that moment. */
function healthBefore(at: Instant, { evidence, policy }: Scene): Health {
  return healthSince(evidence.since, { evidence: measuredBefore(evidence, at), policy, now: at });
}

function measuredBefore(evidence: Evidence, at: Instant): Evidence {
  const { jobs, metrics } = evidence;
  return {
    ...evidence,
    asOf: at,
    jobs: jobs.answer === 'unknown' ? jobs : { ...jobs, circuits: jobs.circuits.map(cutFrom(at)) },
    metrics:
      metrics.answer === 'unknown'
        ? metrics
        : { ...metrics, circuits: metrics.circuits.map(cutFrom(at)) },
  };
}

function cutFrom(end: Instant) {
  return <Of extends { samples: { at: Instant }[] }>(of: Of): Of => ({
    ...of,
    samples: of.samples.filter(({ at }) => at < end),
  });
}
