import { forPeople } from '../time';
import type { Hearing } from './hearing';
import type { Hold } from './decision';
import type { Judgement } from './judge';

/** What more evidence may settle. What speaks against every release does not go away. */
const open: readonly Hold[] = ['unexplained', 'asUsual', 'unmeasured', 'alertsAlone'];

/**
 * Why a decision that comes to no rollback may yet come to one, in a sentence: alerts stand, often
 * fire but once, and by the first bad sample nobody can tell what a young release has done.
 */
export function undecidedIn(
  { alerts, candidates }: Hearing,
  decision: Judgement['decision'],
): string | undefined {
  const [youngest] = candidates;
  const isOver =
    alerts.standing === 0 ||
    decision.action === 'rollBack' ||
    (decision.action === 'escalate' && !open.includes(decision.hold));
  return youngest === undefined || isOver
    ? undefined
    : `the alerts stand, and ${youngest.release} of ${forPeople(youngest.at)} may yet show as their cause`;
}
