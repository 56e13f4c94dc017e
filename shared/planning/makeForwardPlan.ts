import type { Target } from '../domain/deployment';
import { forwardPlan } from '../domain/forward/forwardPlan';
import { forwardRefusal, reversedTargets } from '../domain/forward/planForward';
import type { Forward, Turns } from '../domain/forward/forward';
import type { ForwardWorld } from '../domain/forward/planForward';
import { inBatches } from '../domain/inBatches';
import type { AssetState } from '../domain/plan/evidence';
import { targetsOf } from '../domain/plan/plan';
import { planHash } from '../domain/plan/preview';
import type { RollbackTerms } from '../domain/plan/terms';
import type { Services } from '../ports';
import type { Made } from './makePlan';

export type ForwardNeeds = Pick<
  Services,
  'deployments' | 'incidents' | 'quarantine' | 'rollbacks' | 'settings'
>;

type Ask = {
  forward: Forward;
  terms: RollbackTerms;
  /** The incident that carries the plan out; without it the plan is only to be looked at. */
  by?: string;
};

/**
 * Works out what takes circuits that an incident restored back to what they ran before it. Where
 * an incident is to carry it out, its circuits are on record as turned before there is a plan: of
 * two that roll forward at once, each circuit goes with one.
 */
export async function makeForwardPlan(
  { forward, terms, by }: Ask,
  services: ForwardNeeds,
): Promise<Made> {
  const { incidents, rollbacks, settings } = services;
  const first = await incidents.read(forward.incident);
  if (!first) {
    return { status: 'refused', reason: `there is no incident ${forward.incident}` };
  }
  const reason = forwardRefusal(first, forward);
  if (reason !== undefined) {
    return { status: 'refused', reason };
  }
  const targets = reversedTargets(first, forward);
  const world = { ...(await readWorld(targets, services)), by };
  const { waves } = (await settings.policy()).restore;
  const ask = { first, forward, strategy: terms.strategy ?? 'planned', percents: waves.percents };
  const planWith = (turns: Turns) => forwardPlan(ask, targets, { ...world, turns });

  const looked = planWith(await rollbacks.turns(first.id));
  const plan =
    by === undefined
      ? looked
      : planWith(await rollbacks.turn(first.id, { by, circuits: targetsOf(looked) }));
  const hash = planHash(plan);
  return terms.planHash !== undefined && terms.planHash !== hash
    ? {
        status: 'refused',
        reason: `the plan is now ${hash}, not ${terms.planHash}: look at it again`,
      }
    : { status: 'planned', plan, readings: world.readings };
}

/** A list call per plant, and a look at each version that is gone to. */
async function readWorld(
  targets: readonly Target[],
  { deployments, quarantine }: ForwardNeeds,
): Promise<Omit<ForwardWorld, 'turns' | 'by'>> {
  const endpoints = new Map(targets.map(({ plant, endpoint }) => [plant, endpoint]));
  const environments = [...new Set(targets.map(({ to }) => to.environment))];
  const models = [...new Set(targets.flatMap(({ to }) => to.model ?? []))];
  const [readings, environmentStates, modelStates, quarantined] = await Promise.all([
    inBatches(
      [...endpoints],
      async ([plant, endpoint]) => [plant, await deployments.list(endpoint)] as const,
    ),
    statesOf(environments, (version) => deployments.environment(version)),
    statesOf(models, (version) => deployments.model(version)),
    quarantine.read(),
  ]);
  return {
    readings: new Map(readings),
    assets: { environments: environmentStates, models: modelStates },
    quarantine: quarantined,
  };
}

async function statesOf(
  versions: readonly string[],
  ask: (version: string) => Promise<AssetState>,
): Promise<ReadonlyMap<string, AssetState>> {
  return new Map(
    await inBatches(versions, async (version) => [version, await ask(version)] as const),
  );
}
