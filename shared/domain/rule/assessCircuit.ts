import type { CircuitVerdict } from '../evidence/verdict';
import type { Policy } from '../policy';
import type { Rule } from '../policy/rule';
import { minusMinutes, secondsBetween, windowStart } from '../time';
import type { Instant } from '../time';
import { isBreach } from './isBreach';
import type { Measured } from './isBreach';
import { judge, noBaseline } from './judge';
import { usual } from './readings';
import type { CircuitMetric, CircuitReadings, Reading } from './readings';

/** A rule about circuits, and when it is asked. */
export type Question = {
  rule: Rule & { metric: CircuitMetric };
  /** From which score on drift counts as so bad. */
  drift: Policy['drift'];
  asOf: Instant;
  /** Why there are no baselines, where that is known. */
  baselineUnknown?: string | undefined;
};

/**
 * What a rule says of one circuit; undefined where it has nothing to say: the circuit was never
 * measured, none of its jobs ended, or the rule is not about it at this distance from its deploy.
 */
export function assessCircuit(
  { circuit, readings: all, baseline }: CircuitReadings,
  { rule, drift, asOf, baselineUnknown }: Question,
  changedAt: Instant | undefined,
): CircuitVerdict | undefined {
  const { metric, breachedWhen } = rule;
  const known = all.filter(({ at }) => at <= asOf);
  const held = usual(metric, baseline);
  const from = startOf(rule, { asOf, changedAt });
  if (from === undefined || (known.length === 0 && held === undefined)) {
    return undefined;
  }
  const readings = known.filter(({ at }) => at >= from);
  if (readings.length === 0 && isOfJobs(metric)) {
    return undefined;
  }

  const breaches = ({ value }: Measured) =>
    isBreach({ value, baseline: held }, { metric, breachedWhen, drift });
  const { answer, value, reason } = judge(readings, { rule, end: windowStart(asOf, 60), breaches });
  const isBad = (reading: Reading) => breachesAlone(reading, { metric, breaches });
  const since = answer === 'breached' ? onset(known, isBad) : undefined;
  const why = reason === noBaseline ? (baselineUnknown ?? noBaseline) : reason;
  return {
    ...circuit,
    answer,
    samples: readings.length,
    ...(value !== undefined && { value }),
    ...(breachedWhen.with === 'baseline' && held !== undefined && { baseline: held }),
    ...(since !== undefined && { since }),
    ...(why !== undefined && { reason: why }),
  };
}

/** Whether a rule is about a circuit that was changed then, at this moment. */
export function isTime(
  { withinMinutesOfDeploy, settleMinutes }: Rule,
  { asOf, changedAt }: { asOf: Instant; changedAt: Instant | undefined },
): boolean {
  if (changedAt === undefined) {
    return withinMinutesOfDeploy === undefined;
  }
  const minutes = secondsBetween(changedAt, asOf) / 60;
  return minutes >= settleMinutes && minutes <= (withinMinutesOfDeploy ?? Infinity);
}

/** From when on readings count; undefined when the rule is not about the circuit now. */
function startOf(
  rule: Rule,
  { asOf, changedAt }: { asOf: Instant; changedAt: Instant | undefined },
): Instant | undefined {
  if (!isTime(rule, { asOf, changedAt })) {
    return undefined;
  }
  const { overMinutes, sustained, sampled, withinMinutesOfDeploy } = rule;
  // Slots and measurements end with a whole minute, so they may begin one earlier.
  const whole = sustained || sampled ? 1 : 0;
  const minutes = Math.max(overMinutes, sustained?.minutes ?? 0) + (sampled?.forMinutes ?? 0);
  const from = minusMinutes(asOf, minutes + whole);
  const isAfterDeploy = withinMinutesOfDeploy !== undefined && changedAt !== undefined;
  return isAfterDeploy && changedAt > from ? changedAt : from;
}

function isOfJobs(metric: CircuitMetric): boolean {
  return metric === 'failedJobs' || metric === 'jobFailureRate';
}

/** Of jobs that are counted, each that failed is bad, however many it takes to breach. */
function breachesAlone(
  { part, whole }: Reading,
  { metric, breaches }: { metric: CircuitMetric; breaches: (measured: Measured) => unknown },
): boolean {
  return metric === 'failedJobs' ? part > 0 : breaches({ value: part / whole }) === true;
}

/** Where the last run of bad readings begins. */
function onset(
  readings: readonly Reading[],
  isBad: (reading: Reading) => boolean,
): Instant | undefined {
  const last = readings.findLastIndex(isBad);
  const healthy = readings.slice(0, Math.max(0, last)).findLastIndex((one) => !isBad(one));
  return readings[healthy + 1]?.at;
}
