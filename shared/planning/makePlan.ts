import type { Blamed } from '../domain/decide/blamed';
import type { PlantReading } from '../domain/deployment';
import { notesOn } from '../domain/plan/notes';
import type { Plan } from '../domain/plan/plan';
import { planRollback } from '../domain/plan/planRollback';
import { planHash } from '../domain/plan/preview';
import { refusalOf } from '../domain/plan/refusal';
import type { RollbackTerms } from '../domain/plan/terms';
import type { BlamedRelease } from '../domain/plan/wayBack';
import { inBatches } from '../domain/inBatches';
import { wavesBy } from '../domain/wave/strategy';
import type { Services } from '../ports';
import { readWorld } from './readWorld';

export type PlanningNeeds = Pick<
  Services,
  'deployments' | 'histories' | 'quarantine' | 'releases' | 'settings'
>;

export type Made =
  | { status: 'planned'; plan: Plan; readings: ReadonlyMap<string, PlantReading> }
  | { status: 'refused'; reason: string };

/**
 * Works out from the metadata of releases and from what runs now exactly what is to be written,
 * and writes nothing. Refuses when the metadata is no use, or when the plan is not the one that
 * was looked at.
 */
export async function makePlan(
  { blamed, terms = {} }: { blamed: readonly Blamed[]; terms?: RollbackTerms | undefined },
  services: PlanningNeeds,
): Promise<Made> {
  const { releases, settings } = services;
  const policy = await settings.policy();
  const found = await inBatches(blamed, async (one) => ({
    blamed: one,
    ...(await releases.examine(one.release)),
  }));
  const known: BlamedRelease[] = [];
  for (const one of found) {
    const acceptMigrations = terms.acceptMigrations ?? policy.guards.allowIrreversible;
    const reason = refusalOf(one, {
      policy: policy.metadata,
      terms: { ...terms, acceptMigrations },
    });
    if (reason !== undefined) {
      return { status: 'refused', reason };
    }
    if (one.reading.status === 'read') {
      known.push({ ...one.blamed, metadata: one.reading.release });
    }
  }

  const choice = terms.choice ?? { target: 'previous' };
  const world = await readWorld({ blamed: known, choice, policy }, services);
  const planned = inWaves(planRollback(known, choice, world), terms, policy.restore.waves.percents);
  const seals = found.map(({ blamed: { release }, seal }) => ({ release, seal }));
  const plan: Plan = { ...planned, notes: notesOn(known, { planned, seals, world }) };
  const hash = planHash(plan);
  return terms.planHash !== undefined && terms.planHash !== hash
    ? {
        status: 'refused',
        reason: `the plan is now ${hash}, not ${terms.planHash}: look at it again`,
      }
    : { status: 'planned', plan, readings: world.readings };
}

/** A planned rollback goes wave by wave; any other has one, of which it may write less at a time. */
function inWaves(
  planned: Omit<Plan, 'notes' | 'strategy'>,
  { strategy = 'emergency' }: RollbackTerms,
  percents: readonly number[],
): Omit<Plan, 'notes'> {
  const waves =
    strategy === 'planned'
      ? planned.waves.flatMap(({ plants }) => wavesBy(plants, percents))
      : planned.waves;
  return { ...planned, strategy, waves };
}
