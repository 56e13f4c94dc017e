import { seededRandom } from '../../local/cloud/machineLearning/clock/random';
import type { Random } from '../../local/cloud/machineLearning/clock/random';
import { victims } from './victims';
import type { Victim } from './victims';

/** One `kill -9`: whom it hits, and when in the course of the rollback. */
export type Kill = {
  victim: Victim;
  /** Once the cloud has taken in so many of the rollback's writes. */
  afterWrites: number;
  /** So long after that. */
  delayMs: number;
};

const mostKills = 3;

/** Before the first write and after the last one, most of a rollback's time is no write's time. */
const edgeMs = 2_500;
const betweenMs = 150;

/**
 * The kills of a run, one to three, in the order in which they come. The same seed gives the same
 * kills; what each of them interrupts depends on the machine as well.
 */
export function planKills(seed: number, circuits: number): Kill[] {
  const random = seededRandom(seed);
  // The first numbers of neighbouring seeds are alike.
  random();
  const kills = Array.from({ length: 1 + below(mostKills, random) }, () => aKill(circuits, random));
  return kills.toSorted((a, b) => a.afterWrites - b.afterWrites || a.delayMs - b.delayMs);
}

/** A quarter comes before the first write, a quarter after the last one, and half in between. */
function aKill(circuits: number, random: Random): Kill {
  const victim = victims[below(victims.length, random)] ?? 'host';
  const when = random();
  if (when < 0.25) {
    return { victim, afterWrites: 0, delayMs: below(edgeMs, random) };
  }
  return when < 0.75
    ? { victim, afterWrites: 1 + below(circuits - 1, random), delayMs: below(betweenMs, random) }
    : { victim, afterWrites: circuits, delayMs: below(edgeMs, random) };
}

function below(limit: number, random: Random): number {
  return Math.floor(random() * limit);
}

export function killText({ victim, afterWrites, delayMs }: Kill): string {
  return `${victim} ${delayMs} ms after ${afterWrites} writes`;
}
