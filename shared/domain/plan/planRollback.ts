import type { Outcome } from '../deployment';
import { circuitKey, circuitsOf } from '../fleet';
import type { TargetChoice } from './choice';
import { byPlant } from '../wave/strategy';
import type { Plan } from './plan';
import { planCircuit, planStranger } from './planCircuit';
import type { World } from './planCircuit';
import { waysBack } from './wayBack';
import type { BlamedRelease } from './wayBack';

/**
 * Plans the way back of every circuit that is blamed on a release. A circuit that is not as the
 * release left it is somebody else's doing and stays untouched; one that cannot be restored is
 * named now, before anything is written. The same world gives the same plan.
 */
export function planRollback(
  blamed: readonly BlamedRelease[],
  choice: TargetChoice,
  world: World,
): Omit<Plan, 'notes' | 'strategy'> {
  const ours = new Set(circuitsOf(world.fleet).map(circuitKey));
  const circuits = waysBack(blamed).map((way) =>
    ours.has(circuitKey(way)) ? planCircuit(way, choice, world) : planStranger(way, world.fleet),
  );
  const targets = circuits.flatMap((one) => (one.standing === 'change' ? [one.target] : []));
  const endsOf = (standing: 'alreadyThere' | 'blocked'): Outcome[] =>
    circuits.flatMap((one) => (one.standing === standing ? [one.outcome] : []));
  return {
    releases: blamed.map(({ release }) => release),
    waves: targets.length === 0 ? [] : [{ plants: byPlant(targets) }],
    alreadyThere: endsOf('alreadyThere'),
    blocked: endsOf('blocked'),
  };
}
