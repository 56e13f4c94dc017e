import type { Outcome, Target } from '../deployment';
import { circuitKey, circuitName } from '../fleet';
import { targetsOf } from '../plan/plan';
import type { Plan, PlantTargets } from '../plan/plan';
import type { Policy } from '../policy';
import { plusSeconds, secondsBetween } from '../time';
import type { Instant } from '../time';
import type { Health } from './health';
import { byPlant } from './strategy';
import type { Strategy } from './strategy';

/** A wave that was written: what to, and what became of it. */
export type Begun = { plants: readonly PlantTargets[]; outcomes: readonly Outcome[] };

export type NextWave =
  | { next: 'wave'; plants: PlantTargets[] }
  | { next: 'wait'; until: Instant }
  /** What is left stays as it is, because it is in order or was never to be written. */
  | { next: 'end'; reason: string }
  /** What is left stays as it is, because the last wave did not prove well: a person decides. */
  | { next: 'held'; reason: string };

export type WaveQuestion = {
  strategy: Strategy;
  plan: Plan;
  begun: readonly Begun[];
  /** When the last wave ended; when the rollback began, before the first. */
  since: Instant;
  now: Instant;
  /** How circuits have done: since then, or since the rollback began when it bisects. */
  health: Health;
  policy: Policy['restore']['waves'];
};

/** Decides what a rollback writes next, once the wave before has ended. */
export function decideNextWave(question: WaveQuestion): NextWave {
  const { strategy, plan, begun } = question;
  switch (strategy) {
    case 'emergency':
    case 'planned': {
      const trouble = begun.length === 0 ? undefined : troubleIn(question);
      const wave = plan.waves[begun.length];
      if (!wave) {
        return { next: 'end', reason: 'every wave of the plan is written' };
      }
      return trouble ?? settling(question) ?? { next: 'wave', plants: wave.plants };
    }
    case 'bisect':
      return bisect(question);
  }
}

/** Why the next wave must not begin: the last one has circuits in trouble. */
function troubleIn({ begun, health, policy }: WaveQuestion): NextWave | undefined {
  const { plants = [], outcomes = [] } = begun.at(-1) ?? {};
  const targets = plants.flatMap((plant) => plant.targets);
  const bad = outcomes.filter(({ status }) => status === 'failed' || status === 'unverified');
  const percent = (100 * bad.length) / Math.max(1, targets.length);
  if (percent > policy.maxFailedPercent) {
    const share = `${Math.round(percent)} %`;
    return held(
      `${bad.length} of ${targets.length} circuits of wave ${begun.length} were not restored: ${share} > ${policy.maxFailedPercent} %`,
    );
  }
  const [worst, ...others] = targets.filter((target) => health.breached.has(circuitKey(target)));
  return worst === undefined
    ? undefined
    : held(
        `${circuitName(worst)}${others.length > 0 ? ` and ${others.length} more` : ''} of wave ${begun.length} still breach after they were restored`,
      );
}

function settling({ begun, since, now, policy }: WaveQuestion): NextWave | undefined {
  const until = plusSeconds(since, policy.settleSeconds);
  return begun.length > 0 && now < until ? { next: 'wait', until } : undefined;
}

/**
 * Restores by halves until the rest is in order: the first half of what is left, then half of what
 * is left after that. Circuits that breach by themselves go first, for they are known. Never more
 * than ⌈log₂ n⌉ + 1 waves that find anything, and no circuit is moved twice.
 */
function bisect(question: WaveQuestion): NextWave {
  const { plan, begun, health, since, now, policy } = question;
  const written = new Set(
    begun.flatMap(({ plants }) => plants.flatMap(({ targets }) => targets.map(circuitKey))),
  );
  const left = targetsOf(plan).filter((target) => !written.has(circuitKey(target)));
  if (left.length === 0) {
    return { next: 'end', reason: 'every circuit was restored' };
  }
  const bad = left.filter((target) => health.breached.has(circuitKey(target)));
  const open = left.filter((target) => !isKnown(target, health));
  if (begun.length > 0 && bad.length === 0) {
    const wait = settling(question);
    if (wait) {
      return wait;
    }
    if (open.length === 0) {
      return { next: 'end', reason: `${left.length} circuits are in order as they are` };
    }
    if (secondsBetween(since, now) < policy.judgeMinutes * 60) {
      return { next: 'wait', until: plusSeconds(now, policy.settleSeconds) };
    }
  }
  // What nobody could measure in all that time counts as bad as well as what is known to be.
  return { next: 'wave', plants: byPlant([...bad, ...firstHalf(open)]) };
}

function isKnown(target: Target, { breached, ok }: Health): boolean {
  const key = circuitKey(target);
  return breached.has(key) || ok.has(key);
}

function firstHalf(targets: readonly Target[]): Target[] {
  return targets.slice(0, Math.ceil(targets.length / 2));
}

function held(reason: string): NextWave {
  return { next: 'held', reason };
}
