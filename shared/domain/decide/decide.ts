import { assess } from './assess';
import type { Case } from './assess';
import type { Decision } from './decision';
import { explain } from './explain';
import { judge } from './judge';
import { undecidedIn } from './undecided';

/**
 * Decides what a window of alerts comes to, from evidence and never from alerts alone: an alert
 * only says where to look. Total: whatever the evidence says, there is a decision, with its reasons.
 */
export function decide(question: Case): Decision {
  const hearing = assess(question);
  const judgement = judge(hearing);
  const explanation = explain(hearing, judgement);
  const { decision } = judgement;
  const undecided = undecidedIn(hearing, decision);
  return decision.action === 'rollBack' || undecided === undefined
    ? { ...decision, explanation }
    : { ...decision, explanation, undecided };
}
