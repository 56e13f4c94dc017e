import type { Folded } from '../alert/folded';
import type { RuleVerdict } from '../evidence/verdict';
import type { Policy } from '../policy';
import type { Rule } from '../policy/rule';
import type { Instant } from '../time';
import type { Docket } from './candidate';
import type { Inquiry } from './inquiry';

/** A rule and what it said. */
export type Assessed = { rule: Rule; verdict: RuleVerdict };

/** All that a judgement rests on, once it is assessed. */
export type Hearing = Docket & {
  alerts: Folded;
  rules: readonly Assessed[];
  /** Into the breached rules that may lead to a rollback. */
  inquiries: readonly Inquiry[];
  policy: Policy;
  now: Instant;
  /** Up to when there is evidence. */
  asOf: Instant;
};
