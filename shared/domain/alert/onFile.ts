import type { Policy } from '../policy';
import type { Instant } from '../time';
import { alertKey } from './alert';
import type { Alert } from './alert';

/** An alert as Azure Monitor itself keeps it, whether or not it told us. */
export type AlertOnFile = Pick<Alert, 'id' | 'rule' | 'ruleId' | 'condition' | 'firedAt'> & {
  /** An alert processing rule kept it from us on purpose. */
  isSuppressed: boolean;
  /** The same in the common schema, as it would have come. */
  body: string;
};

type Known = {
  /** Keys of the alerts that did arrive. */
  arrived: ReadonlySet<string>;
  policy: Policy;
  /** Younger ones may still be on their way. */
  before: Instant;
};

/** Finds the alerts of our rules that fired and never came, oldest first. */
export function findMissingAlerts(
  onFile: readonly AlertOnFile[],
  { arrived, policy, before }: Known,
): AlertOnFile[] {
  const ours = new Set(
    [
      ...policy.rules.flatMap(({ alertRules }) => alertRules),
      ...policy.dependencies.alertRules,
    ].map((name) => name.toLowerCase()),
  );
  return onFile
    .filter(
      ({ id, rule, ruleId = '', firedAt, isSuppressed }) =>
        !isSuppressed &&
        firedAt < before &&
        (ours.has(rule.toLowerCase()) || ours.has(ruleId)) &&
        !arrived.has(alertKey(id)),
    )
    .toSorted((a, b) => (a.firedAt + a.id < b.firedAt + b.id ? -1 : 1));
}
