import type { Target } from '../deployment';
import { counted } from '../decide/words';
import { circuitKey, circuitName, circuitsOf } from '../fleet';
import { minusMinutes } from '../time';
import { takenSince } from './ledger';
import { passed, refused } from './question';
import type { Case, Guard, Said } from './question';

const dayMinutes = 24 * 60;

/**
 * At most so many rollbacks of a circuit, a plant and the fleet in 24 hours. A circuit or a plant
 * over its budget is left as it is, a plant with all of its circuits; over the fleet's, nothing is
 * written at all.
 */
export const budget: Guard = (of) => {
  const alone = of.targets.map((target) => ({ target, reason: overOwnBudget(target, of) }));
  const within = alone.flatMap(({ target, reason }) => (reason === undefined ? [target] : []));
  const full = plantsOverBudget(within, of);
  const rest = within.filter(({ plant }) => !full.has(plant));
  const leaves = alone.flatMap(({ target, reason = full.get(target.plant) }) =>
    reason === undefined ? [] : [{ target, reason }],
  );
  const ofFleet = fleetBudget(rest, of);
  return ofFleet.says === 'refused' || leaves.length === 0 ? ofFleet : { says: 'narrowed', leaves };
};

function overOwnBudget(target: Target, { pasts, now, policy }: Case): string | undefined {
  const { perCircuitPerDay } = policy.guards.budgets;
  const since = minusMinutes(now, dayMinutes);
  const times = (pasts.get(circuitKey(target)) ?? []).filter(
    ({ at, running }) => running || at > since,
  ).length;
  return times + 1 > perCircuitPerDay
    ? `${circuitName(target)} was rolled back ${counted(times, 'time')} in 24 h, and once more is ${times + 1} > ${perCircuitPerDay}`
    : undefined;
}

/** Why, by plant. */
function plantsOverBudget(
  targets: readonly Target[],
  { ledger, now, policy, fleet }: Case,
): ReadonlyMap<string, string> {
  const taken = takenSince(ledger, minusMinutes(now, dayMinutes));
  const { perPlantPerDay } = policy.guards.budgets;
  const over = new Map<string, string>();
  for (const [plant, { length: more }] of Map.groupBy(targets, ({ plant: id }) => id)) {
    const circuits = fleet.plants.find(({ id }) => id === plant)?.circuits.length ?? 0;
    const limit = perPlantPerDay ?? 2 * circuits;
    const before = taken.get(plant) ?? 0;
    if (before + more > limit) {
      over.set(plant, `plant ${plant} ${sumOf(before, more)} > ${limit}`);
    }
  }
  return over;
}

function fleetBudget(targets: readonly Target[], { ledger, now, policy, fleet }: Case): Said {
  const taken = takenSince(ledger, minusMinutes(now, dayMinutes));
  const before = [...taken.values()].reduce((sum, count) => sum + count, 0);
  const limit = policy.guards.budgets.perFleetPerDay ?? 2 * circuitsOf(fleet).length;
  const more = targets.length;
  return before + more > limit
    ? refused(`the fleet ${sumOf(before, more)} > ${limit}`)
    : passed(`the fleet ${sumOf(before, more)} <= ${limit}`);
}

function sumOf(before: number, more: number): string {
  return `had ${counted(before, 'circuit')} rolled back in 24 h, and ${more} more are ${before + more}`;
}
