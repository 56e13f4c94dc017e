import { readAlert } from '../alert/readAlert';
import { same } from '../fleet';
import type { Policy } from '../policy';
import type { History } from './history';

/**
 * The policy with the alert rules of a history let in: names differ from team to team, and whoever
 * wrote the history vouches for those it has. What is done still rests on evidence alone.
 */
export function trusting(policy: Policy, { alertRules }: History): Policy {
  const known = policy.rules.flatMap((rule) => rule.alertRules);
  const news = alertRules.filter((name) => !known.some((one) => same(one, name)));
  const host = policy.rules.find(({ metric }) => metric !== 'alert');
  if (news.length === 0 || host === undefined) {
    return policy;
  }
  const rules = policy.rules.map((rule) =>
    // To a rule that goes by alerts themselves, a name would be a breach.
    rule === host ? { ...rule, alertRules: [...rule.alertRules, ...news] } : rule,
  );
  return { ...policy, rules };
}

/** The alert rules that receipts speak of, but for those of the portal's test payloads. */
export function alertRulesIn(receipts: History['receipts']): string[] {
  const names = receipts.flatMap(({ body, receivedAt }) => {
    const reading = readAlert(body, receivedAt);
    return reading.status === 'read' ? [reading.alert.rule] : [];
  });
  return [...new Set(names)].filter((name) => !/^test[-_]/i.test(name));
}
