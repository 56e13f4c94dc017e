import type { Evidence } from '../evidence/samples';
import type { CircuitVerdict, RuleVerdict } from '../evidence/verdict';
import { circuitKey } from '../fleet';
import type { Circuit } from '../fleet';
import type { Policy } from '../policy';
import type { Metric, Rule } from '../policy/rule';
import type { Instant } from '../time';
import { assessAlerts } from './assessAlerts';
import type { AlertsNow } from './assessAlerts';
import { assessCircuit, isTime } from './assessCircuit';
import { readingsOf } from './readings';
import type { CircuitMetric } from './readings';
import { breachSentence, okSentence, unknownReason, unknownSentence } from './sentence';

/** When circuits were changed. */
export type Change = { at: Instant; circuits: readonly Circuit[] };

export type Assessment = AlertsNow & {
  policy: Policy;
  evidence: Evidence;
  /** In any order. */
  releases: readonly Change[];
  /** Nothing that came later is looked at, whatever the evidence reaches to. */
  now: Instant;
};

/**
 * What each rule of the policy says of each circuit and of the fleet, in the policy's order. Never
 * `ok` for want of samples: what could not be measured well enough is `unknown`.
 */
export function assessRules(assessment: Assessment): RuleVerdict[] {
  const { policy, evidence, releases, now } = assessment;
  const asOf = evidence.asOf < now ? evidence.asOf : now;
  const lastChange = lastChanges(releases, asOf);
  return policy.rules.map((rule) =>
    isOfCircuits(rule)
      ? assessCircuits(rule, { policy, evidence, asOf, lastChange })
      : assessAlerts(rule, assessment),
  );
}

type Scene = Pick<Assessment, 'policy' | 'evidence'> & {
  asOf: Instant;
  lastChange: ReadonlyMap<string, Instant>;
};

function assessCircuits(
  rule: Rule & { metric: CircuitMetric },
  { policy, evidence, asOf, lastChange }: Scene,
): RuleVerdict {
  const measured = readingsOf(rule.metric, evidence);
  if (measured.answer === 'unknown') {
    return verdict(rule, 'unknown', { sentence: unknownSentence(rule, measured.reason) });
  }
  const { baselineUnknown } = measured;
  const question = { rule, drift: policy.drift, asOf, baselineUnknown };
  const circuits = measured.circuits
    .map((of) => assessCircuit(of, question, lastChange.get(circuitKey(of.circuit))))
    .filter((one) => one !== undefined)
    .toSorted((a, b) => (circuitKey(a) < circuitKey(b) ? -1 : 1));
  if (circuits.length === 0) {
    return nothingSaid(rule, { asOf, lastChange });
  }
  return ofFleet(rule, circuits);
}

function ofFleet(rule: Rule, circuits: CircuitVerdict[]): RuleVerdict {
  const breached = circuits.filter(({ answer }) => answer === 'breached');
  const unknown = circuits.filter(({ answer }) => answer === 'unknown');
  if (breached.length >= rule.minCircuits) {
    return verdict(rule, 'breached', { sentence: breachSentence(rule, breached), circuits });
  }
  // Those that could not be measured might tip it.
  if (unknown.length > 0 && breached.length + unknown.length >= rule.minCircuits) {
    const sentence = unknownSentence(rule, unknownReason(circuits));
    return verdict(rule, 'unknown', { sentence, circuits });
  }
  return verdict(rule, 'ok', { sentence: okSentence(rule, circuits), circuits });
}

/** Silence is no sign of health, except from a rule about deploys when there was none. */
function nothingSaid(
  rule: Rule,
  { asOf, lastChange }: Pick<Scene, 'asOf' | 'lastChange'>,
): RuleVerdict {
  const isAboutAny = [undefined, ...lastChange.values()].some((changedAt) =>
    isTime(rule, { asOf, changedAt }),
  );
  return isAboutAny
    ? verdict(rule, 'unknown', { sentence: unknownSentence(rule, 'nothing was measured') })
    : verdict(rule, 'ok', { sentence: okSentence(rule, []) });
}

function verdict(
  { id }: Rule,
  answer: RuleVerdict['answer'],
  { sentence, circuits = [] }: { sentence: string; circuits?: CircuitVerdict[] },
): RuleVerdict {
  return { rule: id, answer, sentence, circuits };
}

/** When each circuit was last changed, as far as is known at a moment. */
function lastChanges(releases: readonly Change[], asOf: Instant): Map<string, Instant> {
  const last = new Map<string, Instant>();
  const known = releases.filter(({ at }) => at <= asOf).toSorted((a, b) => (a.at < b.at ? -1 : 1));
  for (const { at, circuits } of known) {
    for (const circuit of circuits) {
      last.set(circuitKey(circuit), at);
    }
  }
  return last;
}

function isOfCircuits(rule: Rule): rule is Rule & { metric: CircuitMetric } {
  const byAlerts: readonly Metric[] = ['alertsPerHour', 'alert'];
  return !byAlerts.includes(rule.metric);
}
