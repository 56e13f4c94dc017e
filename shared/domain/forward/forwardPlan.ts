import type { Outcome, Target } from '../deployment';
import { blamedIn } from '../incident';
import type { Incident } from '../incident';
import type { Plan } from '../plan/plan';
import type { RollbackTerms } from '../plan/terms';
import { byPlant, wavesBy } from '../wave/strategy';
import type { Forward } from './forward';
import { barredOf, planForward } from './planForward';
import type { ForwardWorld } from './planForward';

type Ask = {
  first: Incident;
  forward: Forward;
  strategy: NonNullable<RollbackTerms['strategy']>;
  /** Where the waves of a planned one end, in percent of all circuits. */
  percents: readonly number[];
};

/** The whole plan of a roll forward. The same world gives the same plan. */
export function forwardPlan(
  { first, forward, strategy, percents }: Ask,
  targets: readonly Target[],
  world: ForwardWorld,
): Plan {
  const circuits = targets.map((target) => planForward(target, forward, world));
  const changed = circuits.flatMap((one) => (one.standing === 'change' ? [one.target] : []));
  const endsOf = (standing: 'alreadyThere' | 'blocked'): Outcome[] =>
    circuits.flatMap((one) => (one.standing === standing ? [one.outcome] : []));
  const plants = byPlant(changed);
  const whole = plants.length === 0 ? [] : [{ plants }];
  return {
    releases: blamedIn(first).map(({ release }) => release),
    strategy,
    waves: strategy === 'planned' ? wavesBy(plants, percents) : whole,
    alreadyThere: endsOf('alreadyThere'),
    blocked: endsOf('blocked'),
    notes: notesOn({ first, forward }, changed, world),
  };
}

function notesOn(
  { first, forward }: Pick<Ask, 'first' | 'forward'>,
  changed: readonly Target[],
  { quarantine }: ForwardWorld,
): string[] {
  const barred = changed.flatMap((target) => barredOf(target, quarantine));
  const named = barred.map(
    ({ kind, asset, incident }) =>
      `${kind} ${asset} is in quarantine since incident ${incident}, and gone to all the same: ${forward.quarantined}`,
  );
  return [`rolls forward what ${first.id} restored`, ...new Set(named)];
}
