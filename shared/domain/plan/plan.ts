import { z } from 'zod';
import { Outcome, Target } from '../deployment';
import { ReleaseId } from '../release';
import { Strategy } from '../wave/strategy';

/** The targets of one plant that are restored in one wave. */
export const PlantTargets = z.strictObject({ plant: z.string(), targets: z.array(Target).min(1) });
export type PlantTargets = z.infer<typeof PlantTargets>;

/** Exactly what a rollback will write, wave by wave, and what it leaves alone and why. */
export const Plan = z.strictObject({
  releases: z.array(ReleaseId).min(1),
  strategy: Strategy.default('emergency'),
  waves: z.array(z.strictObject({ plants: z.array(PlantTargets).min(1) })),
  /** Circuits that run already what they are to run. */
  alreadyThere: z.array(Outcome),
  /** Circuits that are not written, and why. */
  blocked: z.array(Outcome),
  /** What a person should know before this is carried out. */
  notes: z.array(z.string()),
});
export type Plan = z.infer<typeof Plan>;

/** All targets of a plan, in the order of its waves. */
export function targetsOf({ waves }: Pick<Plan, 'waves'>): Target[] {
  return waves.flatMap(({ plants }) => plants.flatMap(({ targets }) => targets));
}

/** The plants that a plan writes to, each once. */
export function plantsOf({ waves }: Pick<Plan, 'waves'>): string[] {
  return [...new Set(waves.flatMap(({ plants }) => plants.map(({ plant }) => plant)))];
}

/** Circuits that come to their end without a write. */
export function settledBy({ alreadyThere, blocked }: Plan): Outcome[] {
  return [...alreadyThere, ...blocked];
}
