import { AutonomyLevel } from '../policy/autonomy';
import type { AutonomyPolicy } from '../policy/autonomy';
import type { RuleRecord } from './ruleRecord';

export type Autonomy = {
  level: AutonomyLevel;
  /** Judged since the level last changed, and of all how many. */
  judged: number;
  /** Share of all verdicts that were right; 1 where there is none. */
  precision: number;
};

/**
 * How far a rule may go by itself: it rises by a level with enough rollbacks that were judged and
 * right, and falls by one with each that was wrong.
 */
export function autonomyOf(
  rule: string,
  { verdicts }: RuleRecord,
  { start, rules, riseAfterJudged, risePrecision }: AutonomyPolicy,
): Autonomy {
  const levels = AutonomyLevel.options;
  const top = levels.length - 1;
  let at = levels.indexOf(rules[rule] ?? start);
  let judged = 0;
  let right = 0;
  for (const [index, { correct }] of verdicts.entries()) {
    right += Number(correct);
    judged += 1;
    const earned = judged >= riseAfterJudged && right / (index + 1) >= risePrecision;
    if (!correct) {
      at = Math.max(0, at - 1);
      judged = 0;
    } else if (earned && at < top) {
      at += 1;
      judged = 0;
    }
  }
  const precision = verdicts.length === 0 ? 1 : right / verdicts.length;
  return { level: levels[at] ?? 'advisory', judged, precision };
}
