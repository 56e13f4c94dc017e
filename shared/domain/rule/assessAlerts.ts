import type { RuleVerdict } from '../evidence/verdict';
import { circuitKey, circuitName, same } from '../fleet';
import type { Circuit } from '../fleet';
import type { Rule } from '../policy/rule';
import { isBreach } from './isBreach';

/** What is known of alerts, for the rules that go by them. */
export type AlertsNow = {
  /** Distinct alerts that fired in the last hour; undefined where that is not known. */
  alertsLastHour: number | undefined;
  /** Alert rules that fire, and where they say so; undefined where that is not known. */
  firing?: readonly { alertRule: string; circuits: readonly Circuit[] }[] | undefined;
};

/** What a rule about alerts says: it counts them, or asks whether one of its own fires. */
export function assessAlerts(rule: Rule, { alertsLastHour, firing }: AlertsNow): RuleVerdict {
  return rule.metric === 'alertsPerHour' ? byNumber(rule, alertsLastHour) : byName(rule, firing);
}

function byNumber(rule: Rule, found: number | undefined): RuleVerdict {
  if (found === undefined || !Number.isFinite(found)) {
    return plain(rule, 'unknown', 'alerts in the last hour unknown');
  }
  const { breachedWhen } = rule;
  const limit =
    breachedWhen.with === 'limit' ? `${breachedWhen.operator} ${breachedWhen.limit}` : '';
  const told = `${found} ${found === 1 ? 'alert' : 'alerts'}`;
  return breaches(rule, found)
    ? plain(rule, 'breached', `${told} ${limit} in an hour`)
    : plain(rule, 'ok', `${told} in an hour, not ${limit}`);
}

function byName(rule: Rule, firing: AlertsNow['firing']): RuleVerdict {
  const names = rule.alertRules.join(', ') || rule.id;
  if (firing === undefined) {
    return plain(rule, 'unknown', `alert ${names} unknown`);
  }
  const ours = firing.filter(({ alertRule }) =>
    rule.alertRules.some((name) => same(name, alertRule)),
  );
  const circuits = [
    ...new Map(ours.flatMap((one) => one.circuits).map((one) => [circuitKey(one), one])).values(),
  ].toSorted((a, b) => (circuitKey(a) < circuitKey(b) ? -1 : 1));
  // An alert that names no circuit is about whatever its target covers.
  const isWide = ours.some((one) => one.circuits.length === 0);
  if (!breaches(rule, ours.length) || (!isWide && circuits.length < rule.minCircuits)) {
    return plain(rule, 'ok', `alert ${names} does not fire`);
  }
  const [first] = circuits;
  const where = isWide || !first ? '' : ` on ${circuitName(first)}${more(circuits.length - 1)}`;
  return {
    ...plain(rule, 'breached', `alert ${names} fires${where}`),
    circuits: circuits.map(({ plant, circuit }) => ({
      plant,
      circuit,
      answer: 'breached',
      samples: 0,
    })),
  };
}

function breaches({ metric, breachedWhen }: Rule, value: number): boolean {
  const drift = { low: 0, medium: 0, high: 0, critical: 0 };
  return isBreach({ value }, { metric, breachedWhen, drift }) === true;
}

function more(circuits: number): string {
  return circuits === 0 ? '' : ` and ${circuits} more`;
}

function plain({ id }: Rule, answer: RuleVerdict['answer'], sentence: string): RuleVerdict {
  return { rule: id, answer, sentence, circuits: [] };
}
