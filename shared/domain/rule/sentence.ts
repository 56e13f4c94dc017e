import type { CircuitVerdict } from '../evidence/verdict';
import { circuitName } from '../fleet';
import type { Comparison, Metric, Rule } from '../policy/rule';
import { isBetterHigh, isRate } from './readings';

const words: Record<Metric, string> = {
  failedJobs: 'job failures',
  jobFailureRate: 'job failure rate',
  errorRate: 'error rate',
  successRate: 'success rate',
  anomalyRate: 'anomaly rate',
  f1: 'F1',
  p99Ms: 'p99',
  drift: 'drift',
  alertsPerHour: 'alerts',
  alert: 'alert',
};

/** What a rule says of the fleet: `job failures 41 circuits > 1 circuit in 30 min`. */
export function breachSentence(rule: Rule, breached: readonly CircuitVerdict[]): string {
  const { minCircuits } = rule;
  if (minCircuits > 1) {
    const found = `${on(rule)}${count(breached.length)}`;
    return `${claim(rule)} ${found} > ${count(minCircuits - 1)} ${span(rule)}`;
  }
  const [first, ...rest] = breached.toSorted((a, b) => worseFirst(rule.metric, a, b));
  const value = first?.value === undefined ? '' : ` (${amount(rule.metric, first.value)})`;
  const others = rest.length === 0 ? '' : ` and ${rest.length} more`;
  const where = first ? `${circuitName(first)}${value}${others}` : 'no circuit';
  return `${claim(rule)} on ${where} ${span(rule)}`;
}

export function okSentence(rule: Rule, circuits: readonly CircuitVerdict[]): string {
  const breached = circuits.filter(({ answer }) => answer === 'breached').length;
  if (rule.minCircuits > 1) {
    const limit = `not more than ${count(rule.minCircuits - 1)}`;
    return `${claim(rule)} ${on(rule)}${count(breached)}, ${limit} ${span(rule)}`;
  }
  return `${claim(rule)} on none of ${count(circuits.length)} ${span(rule)}`;
}

export function unknownSentence(rule: Rule, reason: string): string {
  return `${claim(rule)} unknown ${span(rule)}: ${reason}`;
}

/** For the answer of circuits that could not all be measured. */
export function unknownReason(circuits: readonly CircuitVerdict[]): string {
  const unknown = circuits.filter(({ answer }) => answer === 'unknown');
  const breached = circuits.filter(({ answer }) => answer === 'breached').length;
  const why = unknown.find(({ reason }) => reason !== undefined)?.reason;
  const missing = `${count(unknown.length)} not measured well enough${why === undefined ? '' : ` (${why})`}`;
  return breached === 0 ? missing : `${count(breached)} breached, ${missing}`;
}

/** `1 circuit`, `41 circuits`. */
function count(circuits: number): string {
  return `${circuits} ${circuits === 1 ? 'circuit' : 'circuits'}`;
}

/** The metric, and when it breaches: `F1 worse by > 20 %`. */
function claim({ metric, breachedWhen }: Rule): string {
  return isPlain(metric, breachedWhen)
    ? words[metric]
    : `${words[metric]} ${condition(metric, breachedWhen)}`;
}

function condition(metric: Metric, breachedWhen: Comparison): string {
  switch (breachedWhen.with) {
    case 'limit':
      return `${breachedWhen.operator} ${amount(metric, breachedWhen.limit)}`;
    case 'severity':
      return `at least ${breachedWhen.atLeast}`;
    case 'baseline': {
      const { operator, limit } = breachedWhen;
      switch (breachedWhen.as) {
        case 'times':
          return `${operator} ${rounded(limit)} × baseline`;
        case 'worseBy':
          return `worse by ${operator} ${rounded(limit * 100)} %`;
        case 'drop':
          return `down by ${operator} ${amount(metric, limit)}`;
        case 'rise':
          return `up by ${operator} ${amount(metric, limit)}`;
      }
    }
  }
}

/** Jobs that failed are bad whatever their number: the number of circuits says it all. */
function isPlain(metric: Metric, breachedWhen: Comparison): boolean {
  const isAny =
    breachedWhen.with === 'limit' && breachedWhen.operator === '>' && breachedWhen.limit === 0;
  return metric === 'failedJobs' && isAny;
}

function on({ metric, breachedWhen }: Rule): string {
  return isPlain(metric, breachedWhen) ? '' : 'on ';
}

function span({
  overMinutes,
  sustained,
  sampled,
  consecutiveSamples,
  withinMinutesOfDeploy,
}: Rule) {
  const after =
    withinMinutesOfDeploy === undefined ? '' : ` within ${withinMinutesOfDeploy} min of a deploy`;
  if (sustained) {
    return `for ${sustained.minutes} min${after}`;
  }
  if (sampled) {
    return `more than ${sampled.failureLimit} times in ${sampled.forMinutes} min${after}`;
  }
  return consecutiveSamples === undefined
    ? `in ${overMinutes} min${after}`
    : `${consecutiveSamples} times in a row${after}`;
}

/** A value with its unit. */
function amount(metric: Metric, value: number): string {
  if (isRate(metric)) {
    return `${rounded(value * 100)} %`;
  }
  return metric === 'p99Ms' ? `${rounded(value / 1000)} s` : rounded(value);
}

/** Four digits are enough for people. */
function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function worseFirst(metric: Metric, a: CircuitVerdict, b: CircuitVerdict): number {
  const rise = (b.value ?? 0) - (a.value ?? 0);
  return isBetterHigh(metric) ? -rise : rise;
}
