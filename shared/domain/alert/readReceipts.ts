import type { Fleet } from '../fleet';
import type { Policy } from '../policy';
import type { Instant } from '../time';
import { alertKey, excerpt, serviceKey } from './alert';
import type { Alert, Health } from './alert';
import { readAlert } from './readAlert';
import type { Receipt } from './receipt';
import { scopesIn } from './scope';
import type { Scope } from './scope';

/** What one receipt says, tied to the policy and the fleet; of what is not tied, why. */
export type Said = { receipt: string; receivedAt: Instant } & (
  | { is: 'nothing'; reason: string }
  | { is: 'test'; rule: string }
  | { is: 'resolved'; key: string; rule: string; at: Instant; health?: Health }
  | { is: 'health'; key: string; at: Instant; health: Health }
  | { is: 'stray'; key: string; at: Instant; reason: string }
  | { is: 'alarm'; key: string; at: Instant; rule: string; scope: Tied; alert: Alert }
);
export type Tied = Exclude<Scope, { of: 'elsewhere' }>;
export type Alarm = Extract<Said, { is: 'alarm' }>;

export type Judge = { fleet: Fleet; policy: Policy };

/**
 * Reads receipts, tolerantly, and ties what they say, strictly: only an alarm of a rule that the
 * policy lists, about a part of the fleet, may ever lead to something being done.
 */
export function readReceipts(receipts: readonly Receipt[], judge: Judge): Said[] {
  const tie = tieIn(judge);
  return receipts.map(({ id: receipt, receivedAt, body, bytes }): Said => {
    const came = { receipt, receivedAt };
    if (bytes !== undefined) {
      return { ...came, is: 'nothing', reason: `${bytes} bytes are too many: ${excerpt(body)}` };
    }
    const reading = readAlert(body, receivedAt);
    return reading.status === 'unreadable'
      ? { ...came, is: 'nothing', reason: reading.reason }
      : { ...came, ...tie(reading.alert, receivedAt) };
  });
}

type SaidOf<S> = S extends unknown ? Omit<S, 'receipt' | 'receivedAt'> : never;

function tieIn({ fleet, policy }: Judge): (alert: Alert, receivedAt: Instant) => SaidOf<Said> {
  const scopeOf = scopesIn(fleet);
  const rules = spelled(policy.rules.flatMap(({ alertRules }) => alertRules));
  const dependencyRules = spelled(policy.dependencies.alertRules);
  const services = new Set(policy.dependencies.services.map(serviceKey));

  const healthOf = (alert: Alert): Health | undefined => {
    const named = nameIn(dependencyRules, alert);
    if (named === undefined && (nameIn(rules, alert) || !services.has(alert.service ?? ''))) {
      return undefined;
    }
    return alert.health ?? healthByRule(alert);
  };

  return (alert, receivedAt) => {
    const key = alertKey(alert.id);
    const { firedAt: at, rule } = alert;
    if (alert.isTest) {
      return { is: 'test', rule };
    }
    const health = healthOf(alert);
    if (alert.condition === 'Resolved') {
      const over = alert.resolvedAt ?? receivedAt;
      return { is: 'resolved', key, rule, at: over, ...(health ? { health } : {}) };
    }
    if (health) {
      return { is: 'health', key, at, health };
    }
    const known = nameIn(rules, alert);
    if (known === undefined) {
      const reason = `no rule of the policy is called ${excerpt(rule)}`;
      return { is: 'stray', key, at, reason };
    }
    const scope = scopeOf(alert);
    return scope.of === 'elsewhere'
      ? { is: 'stray', key, at, reason: scope.reason }
      : { is: 'alarm', key, at, rule: known, scope, alert };
  };
}

function spelled(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [name.toLowerCase(), name]));
}

/** How the policy spells the rule of an alert, by its name or its ARM id; undefined if it does not. */
function nameIn(rules: ReadonlyMap<string, string>, { rule, ruleId = '' }: Alert) {
  return rules.get(rule.toLowerCase()) ?? rules.get(ruleId);
}

/** Of an alert that only by its rule is known to be about a dependency. */
function healthByRule({ rule, targets, condition }: Alert): Health {
  const [target] = targets;
  const what = target === undefined ? [] : [target.slice(target.lastIndexOf('/') + 1)];
  return {
    subject: [rule, ...targets].join('|').toLowerCase(),
    title: excerpt([rule, ...what].join(': ')),
    state: condition === 'Fired' ? 'down' : 'up',
  };
}
