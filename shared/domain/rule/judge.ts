import type { Rule } from '../policy/rule';
import { minusMinutes, secondsBetween } from '../time';
import type { Instant } from '../time';
import type { Measured } from './isBreach';
import { isRate, valueOf, wholeOf } from './readings';
import type { CircuitMetric, Reading } from './readings';

/** How the readings of one circuit are judged. */
export type Judging = {
  rule: Rule & { metric: CircuitMetric };
  /** The end of the last whole minute: slots and measurements end here. */
  end: Instant;
  /** Undefined where a value cannot be compared. */
  breaches: (measured: Measured) => boolean | undefined;
};

export type Judgement = {
  answer: 'breached' | 'ok' | 'unknown';
  value?: number | undefined;
  reason?: string;
};

/** The value could be measured, and there is nothing to hold it against. */
export const noBaseline = 'no baseline to compare with';

/** Judges the readings of one circuit within the window of a rule, in the way the rule asks for. */
export function judge(readings: readonly Reading[], judging: Judging): Judgement {
  const { sustained, sampled, consecutiveSamples } = judging.rule;
  if (sustained) {
    return judgeSlots(readings, judging, sustained);
  }
  if (sampled) {
    return judgeMeasurements(readings, judging, sampled);
  }
  return consecutiveSamples === undefined
    ? judgeWindow(readings, judging)
    : judgeNewest(readings, judging, consecutiveSamples);
}

/** All of the readings as one value. */
function judgeWindow(readings: readonly Reading[], { rule, breaches }: Judging): Judgement {
  const lack = lackOf(readings, rule);
  const value = valueOf(rule.metric, readings);
  if (lack !== undefined || value === undefined) {
    return { answer: 'unknown', reason: lack ?? 'no value' };
  }
  const answer = breaches({ value });
  return answer === undefined
    ? { answer: 'unknown', value, reason: noBaseline }
    : { answer: answer ? 'breached' : 'ok', value };
}

/** One healthy slot is enough to tell; to breach, all must be measured. */
function judgeSlots(
  readings: readonly Reading[],
  judging: Judging,
  { minutes, everyMinutes }: NonNullable<Rule['sustained']>,
): Judgement {
  const { end, rule } = judging;
  const heard = between(readings, minusMinutes(end, minutes), end);
  const slots = Array.from({ length: minutes / everyMinutes }, (): Reading[] => []);
  for (const reading of heard) {
    const age = secondsBetween(reading.at, end) / 60;
    slots[Math.ceil(age / everyMinutes) - 1]?.push(reading);
  }
  const lack = rule.minSamples > heard.length ? lackOf(heard, rule) : undefined;
  const whole = { ...judging, rule: { ...rule, minSamples: 1 } };
  const judged = slots.map((slot) => judgeWindow(slot, whole));
  const value = valueOf(rule.metric, heard);
  if (judged.some(({ answer }) => answer === 'ok')) {
    return { answer: 'ok', value };
  }
  const unknown = judged.filter(({ answer }) => answer === 'unknown');
  const [first] = unknown;
  if (lack === undefined && first === undefined) {
    return { answer: 'breached', value };
  }
  const missing = `${unknown.length} of ${slots.length} slots of ${everyMinutes} min not measured`;
  const reason = first?.reason === noBaseline ? noBaseline : (lack ?? missing);
  return { answer: 'unknown', value, reason };
}

/** More measurements than the limit must breach; those that could not be made might have. */
function judgeMeasurements(
  readings: readonly Reading[],
  judging: Judging,
  { everyMinutes, forMinutes, failureLimit }: NonNullable<Rule['sampled']>,
): Judgement {
  const { end, rule } = judging;
  const times = Math.max(1, Math.floor(forMinutes / everyMinutes));
  const judged = Array.from({ length: times }, (_, index) => {
    const until = minusMinutes(end, index * everyMinutes);
    return judgeWindow(between(readings, minusMinutes(until, rule.overMinutes), until), judging);
  });
  const value = judged.find((one) => one.value !== undefined)?.value;
  const failed = judged.filter(({ answer }) => answer === 'breached').length;
  const unknown = judged.filter(({ answer }) => answer === 'unknown');
  if (failed > failureLimit) {
    return { answer: 'breached', value };
  }
  return failed + unknown.length > failureLimit
    ? { answer: 'unknown', value, reason: unknown[0]?.reason ?? 'no value' }
    : { answer: 'ok', value };
}

/** The newest readings, each by itself. */
function judgeNewest(readings: readonly Reading[], judging: Judging, count: number): Judgement {
  const newest = readings.slice(-count);
  const value = valueOf(judging.rule.metric, newest);
  const alone = { ...judging, rule: { ...judging.rule, minSamples: 1 } };
  const judged = newest.map((reading) => judgeWindow([reading], alone));
  if (judged.some(({ answer }) => answer === 'ok')) {
    return { answer: 'ok', value };
  }
  const unknown = judged.find(({ answer }) => answer === 'unknown');
  if (newest.length < count || unknown) {
    const few = `${newest.length} ${newest.length === 1 ? 'sample' : 'samples'}, expected ${count} in a row`;
    return { answer: 'unknown', value, reason: unknown?.reason ?? few };
  }
  return { answer: 'breached', value };
}

/** What readings are too few of; undefined where they are enough. */
function lackOf(readings: readonly Reading[], rule: Judging['rule']): string | undefined {
  const { metric, minSamples, minRecords } = rule;
  if (readings.length < minSamples) {
    return `${readings.length} ${readings.length === 1 ? 'sample' : 'samples'}, expected at least ${minSamples}`;
  }
  const records = wholeOf(readings);
  return isRate(metric) && records < minRecords
    ? `${records} ${metric === 'jobFailureRate' ? 'jobs' : 'records'}, expected at least ${minRecords}`
    : undefined;
}

/** Closed at its start, open at its end, as minutes are named by their start. */
function between(readings: readonly Reading[], from: Instant, until: Instant): Reading[] {
  return readings.filter(({ at }) => at >= from && at < until);
}
