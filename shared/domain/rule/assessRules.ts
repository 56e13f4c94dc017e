import type { Evidence } from '../evidence/samples';
import type { RuleVerdict } from '../evidence/verdict';
import type { Circuit } from '../fleet';
import type { Policy } from '../policy';
import type { Instant } from '../time';

export type Assessment = {
  policy: Policy;
  evidence: Evidence;
  /** When which circuits were changed, in any order. */
  releases: readonly { at: Instant; circuits: readonly Circuit[] }[];
  /** Distinct alerts that fired in the last hour. */
  alertsLastHour: number;
  /** Alert rules that fire, and where: what rules about alerts go by. */
  firing?: readonly { alertRule: string; circuits: readonly Circuit[] }[];
  now: Instant;
};

/** What each rule of the policy says of each circuit and of the fleet, in the policy's order. */
export function assessRules({ policy }: Assessment): RuleVerdict[] {
  return policy.rules.map(({ id }) => ({
    rule: id,
    answer: 'unknown',
    sentence: '',
    circuits: [],
  }));
}
