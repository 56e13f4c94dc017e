import type { Blamed } from '../../shared/domain/decide/blamed';
import type { Cause } from '../../shared/domain/incident';
import { targetsOf } from '../../shared/domain/plan/plan';
import type { Plan } from '../../shared/domain/plan/plan';
import { planHash } from '../../shared/domain/plan/preview';
import type { RollbackTerms } from '../../shared/domain/plan/terms';
import { makePlan } from '../../shared/planning/makePlan';
import type { PlanningNeeds } from '../../shared/planning/makePlan';
import type { Log } from '../../shared/ports';

type Ask = { cause: Cause; blamed: Blamed[]; terms?: RollbackTerms | undefined };
type Planned = { status: 'planned'; plan: Plan } | { status: 'refused'; reason: string };

/** Works out from the releases' metadata and what runs now exactly what is to be written. */
export async function planFleet(
  { cause, ...ask }: Ask,
  { log, ...services }: PlanningNeeds & { log: Log },
): Promise<Planned> {
  const made = await makePlan(ask, services);
  if (made.status === 'refused') {
    log.warn('rollback refused', { ...cause, reason: made.reason });
    return made;
  }
  const { plan } = made;
  log.info('rollback planned', {
    ...cause,
    hash: planHash(plan),
    targets: targetsOf(plan).length,
    alreadyThere: plan.alreadyThere.length,
    blocked: plan.blocked.length,
  });
  return { status: 'planned', plan };
}
