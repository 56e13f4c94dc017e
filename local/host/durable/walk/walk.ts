import type { HistoryEvent } from '../history/historyEvent';
import type { Action } from './action';
import type { Walked, WalkLimits } from './walked';
import { Walker } from './walker';

/**
 * Replays a history against the orchestrator's actions, the way the Durable Task Framework does,
 * and says what is to be done next.
 *
 * The protocol has no ids. The SDK numbers its tasks in the order in which they begin, so the walk
 * has to begin them in the same order: actions one after the other, and what follows a completion
 * when the history comes to that completion. Throws `NonDeterministicOrchestration` where the
 * history and the actions part.
 */
export function walk(
  history: readonly HistoryEvent[],
  actions: readonly Action[],
  limits: WalkLimits,
): Walked {
  const walker = new Walker(actions, limits);
  for (const event of history) {
    walker.process(event);
  }
  return walker.result();
}
