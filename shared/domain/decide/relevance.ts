import type { Folded } from '../alert/folded';
import { same } from '../fleet';
import type { Rule } from '../policy/rule';

/**
 * Whether the alerts that stand speak of this rule. Alerts that name no rule of the policy speak
 * of all of them: what they mean is not known.
 */
export function isNamed(
  rule: Rule,
  { rules: named }: Pick<Folded, 'rules'>,
  all: readonly { rule: Rule }[],
): boolean {
  return isNamedBy(rule, named) || !all.some((one) => isNamedBy(one.rule, named));
}

function isNamedBy({ id, alertRules }: Rule, names: readonly string[]): boolean {
  return names.some((name) => [id, ...alertRules].some((one) => same(one, name)));
}
