import { circuitKey } from '../fleet';
import type { Plan } from '../plan/plan';
import type { Consultation } from './answer';

/** A plan without what its guards left out: that is blocked, with the guard's reason. */
export function narrowPlan(
  plan: Plan,
  { status, leftOut }: Pick<Consultation, 'status' | 'leftOut'>,
): Plan {
  if (leftOut.length === 0 || status === 'refused') {
    return plan;
  }
  const gone = new Set(leftOut.map(({ target }) => circuitKey(target)));
  const waves = plan.waves
    .map(({ plants }) => ({
      plants: plants
        .map(({ plant, targets }) => ({
          plant,
          targets: targets.filter((target) => !gone.has(circuitKey(target))),
        }))
        .filter(({ targets }) => targets.length > 0),
    }))
    .filter(({ plants }) => plants.length > 0);
  return {
    ...plan,
    waves,
    blocked: [
      ...plan.blocked,
      ...leftOut.map(({ target, reason }) => ({ status: 'untouched' as const, target, reason })),
    ],
  };
}
