import type { Evidence } from '../evidence/samples';
import { circuitKey, circuitsOf } from '../fleet';
import type { Circuit, Fleet } from '../fleet';
import { readingsOf } from './readings';

/** What is to be watched of every circuit, whatever the rules. */
export const keyMetrics = ['errorRate', 'p99Ms', 'drift'] as const;
export type KeyMetric = (typeof keyMetrics)[number];

export type Unguarded = { circuit: Circuit; missing: KeyMetric[] };

/**
 * Circuits of a fleet of which a key metric was not measured once in all of the evidence: no rule
 * can say anything of them. Undefined where metrics could not be asked for.
 */
export function unguarded(fleet: Fleet, evidence: Evidence): Unguarded[] | undefined {
  if (evidence.metrics.answer === 'unknown') {
    return undefined;
  }
  const measured = keyMetrics.map((metric) => ({ metric, circuits: measuredIn(metric, evidence) }));
  return circuitsOf(fleet)
    .map((circuit) => ({
      circuit,
      missing: measured
        .filter(({ circuits }) => !circuits.has(circuitKey(circuit)))
        .map(({ metric }) => metric),
    }))
    .filter(({ missing }) => missing.length > 0);
}

function measuredIn(metric: KeyMetric, evidence: Evidence): Set<string> {
  const answer = readingsOf(metric, evidence);
  const circuits = answer.answer === 'unknown' ? [] : answer.circuits;
  return new Set(
    circuits
      .filter(({ readings, baseline }) => readings.length > 0 || baseline?.[metric] !== undefined)
      .map(({ circuit }) => circuitKey(circuit)),
  );
}
