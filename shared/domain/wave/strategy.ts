import { z } from 'zod';
import type { Target } from '../deployment';
import type { PlantTargets } from '../plan/plan';

/**
 * How a rollback goes about it. `emergency`: all at once. `planned`: wave by wave, each after the
 * one before has proved well. `bisect`: by halves, until the circuits that are truly bad are found.
 */
export const Strategy = z.enum(['emergency', 'planned', 'bisect']);
export type Strategy = z.infer<typeof Strategy>;

/**
 * Splits what is to be restored into waves that end at these shares of all targets, for example
 * 10, 50, 90 and 100 percent. Each wave takes of every plant in turn, so that what is wrong with
 * one plant shows in the first. A wave that would be empty is left out.
 */
export function wavesBy(
  plants: readonly PlantTargets[],
  percents: readonly number[],
): { plants: PlantTargets[] }[] {
  const inTurn = inTurns(plants.map(({ targets }) => targets));
  const ends = percents.map((percent) => Math.ceil((inTurn.length * percent) / 100));
  const bounds = [0, ...ends.filter((end) => end < inTurn.length), inTurn.length];
  return bounds.slice(1).flatMap((end, index) => {
    const targets = inTurn.slice(bounds[index], end);
    return targets.length === 0 ? [] : [{ plants: byPlant(targets) }];
  });
}

/** The first of each list, then the second of each, and so on. */
function inTurns<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) =>
    lists.flatMap((list) => list.slice(turn, turn + 1)),
  ).flat();
}

/** The targets of each plant together, in the order in which the plants first come. */
export function byPlant(targets: readonly Target[]): PlantTargets[] {
  return [...Map.groupBy(targets, ({ plant }) => plant)].map(([plant, own]) => ({
    plant,
    targets: own,
  }));
}
