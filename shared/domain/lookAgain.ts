import { z } from 'zod';
import type { Memory } from './alert/memory';
import type { Decision } from './decide/decision';
import type { Look } from './decide/explanation';
import type { Policy } from './policy';
import { plusSeconds } from './time';
import type { Instant } from './time';

/** When to look again at alerts that were judged first at this moment. */
export function looksAfter(
  judgedAt: Instant,
  { triage }: { triage: Pick<Policy['triage'], 'lookAgainMinutes'> },
): Instant[] {
  return triage.lookAgainMinutes.map((minutes) => plusSeconds(judgedAt, minutes * 60));
}

/** What became of the alerts of a window: `succeeded` when a later window has alerts of its own to be judged by. */
export const Aftermath = z.enum(['standing', 'over', 'succeeded']);
export type Aftermath = z.infer<typeof Aftermath>;

/** What the windows after a window know of its alerts. */
export function aftermathOf(window: Instant, memories: readonly Memory[]): Aftermath {
  const own = memories.find((memory) => memory.window === window);
  if (own === undefined || !stands(own, memories)) {
    return 'over';
  }
  return memories.some((memory) => memory.window > window && stands(memory, memories))
    ? 'succeeded'
    : 'standing';
}

/** Whether an alert about the fleet that fired in a window has not been resolved by any. */
function stands({ fired }: Memory, memories: readonly Memory[]): boolean {
  const over = new Map<string, Instant>();
  for (const [key, at] of memories.flatMap(({ resolved }) => resolved)) {
    over.set(key, at > (over.get(key) ?? '') ? at : (over.get(key) ?? at));
  }
  return fired.some(([key, at, isOurs]) => isOurs && (over.get(key) ?? '') < at);
}

/** The decision, with what the looks before it came to. */
export function afterLooks(decision: Decision, looks: readonly Look[]): Decision {
  return { ...decision, explanation: { ...decision.explanation, looks: [...looks] } };
}

/** What a look came to, for the explanation of a later one. */
export function lookOf(at: Instant, { reason }: Decision): Look {
  return { at, reason };
}
