import type { Blamed } from '../../shared/domain/decide/blamed';
import { statesOf } from '../../shared/domain/impact/statesOf';
import type { Cause } from '../../shared/domain/incident';
import { targetsOf } from '../../shared/domain/plan/plan';
import { planHash } from '../../shared/domain/plan/preview';
import type { RollbackTerms } from '../../shared/domain/plan/terms';
import { makeForwardPlan } from '../../shared/planning/makeForwardPlan';
import type { ForwardNeeds } from '../../shared/planning/makeForwardPlan';
import { makePlan } from '../../shared/planning/makePlan';
import type { Made, PlanningNeeds } from '../../shared/planning/makePlan';
import type { Services } from '../../shared/ports';

type Ask = { cause: Cause; blamed: Blamed[]; terms?: RollbackTerms | undefined };
type Needs = PlanningNeeds & ForwardNeeds & Pick<Services, 'log'>;
type Planned =
  { status: 'planned'; hash: string; circuits: number } | { status: 'refused'; reason: string };

/** Works out from the releases' metadata and what runs now exactly what is to be written. */
export async function planFleet(
  { cause, ...ask }: Ask,
  { log, ...services }: Needs,
): Promise<Planned> {
  const { rollbacks } = services;
  // A plan that was made before a crash stands: what was written since must not count as found so.
  const stands = await rollbacks.plan(cause.incident);
  const made = stands
    ? { status: 'planned' as const, plan: stands }
    : await make({ cause, ...ask }, services);
  if (made.status === 'refused') {
    log.warn('rollback refused', { ...cause, reason: made.reason });
    return made;
  }
  if ('readings' in made) {
    await noteStates(cause, statesOf(made.plan, made.readings), services);
  }
  const plan = await rollbacks.savePlan(cause.incident, made.plan);
  const hash = planHash(plan);
  const circuits = targetsOf(plan).length;
  const { strategy, alreadyThere, blocked } = plan;
  const left = { alreadyThere: alreadyThere.length, blocked: blocked.length };
  log.info('rollback planned', { ...cause, hash, strategy, circuits, ...left });
  return { status: 'planned', hash, circuits };
}

/** Keeps in which state the deployments were before anything was written. */
async function noteStates(
  { incident: id }: Cause,
  deployments: ReturnType<typeof statesOf>,
  { incidents }: Pick<Needs, 'incidents'>,
): Promise<void> {
  const incident = await incidents.read(id);
  if (incident?.assessment) {
    const assessment = { ...incident.assessment, deployments };
    await incidents.save({ ...incident, assessment });
  }
}

async function make({ cause, blamed, terms }: Ask, services: Omit<Needs, 'log'>): Promise<Made> {
  return terms?.forward === undefined
    ? makePlan({ blamed, terms }, services)
    : makeForwardPlan({ forward: terms.forward, terms, by: cause.incident }, services);
}
