import { z } from 'zod';
import type { EnvironmentVersion } from './asset';
import { Outcome, Target, hasSucceeded } from './deployment';
import type { PlantReading } from './deployment';
import { circuitKey, circuitsOf, deploymentOf, endpointOf, same } from './fleet';
import type { Circuit, Fleet } from './fleet';
import { ReleaseId } from './release';
import type { Release } from './release';
import { foundText, revisionText, runs } from './revision';

/** Exactly what a rollback will write, plant by plant, and what it leaves alone and why. */
export const Plan = z.strictObject({
  release: ReleaseId,
  plants: z.array(z.strictObject({ plant: z.string(), targets: z.array(Target).min(1) })),
  /** Circuits of the release that are settled without a write. */
  settled: z.array(Outcome),
});
export type Plan = z.infer<typeof Plan>;

/** Whether an environment version can be gone back to. */
export type EnvironmentState = 'present' | 'archived' | 'missing';

type World = {
  fleet: Fleet;
  /** By plant. */
  readings: ReadonlyMap<string, PlantReading>;
  environments: ReadonlyMap<EnvironmentVersion, EnvironmentState>;
};

/**
 * Plans the way back of every circuit a release changed. A circuit that is not as the release
 * left it is somebody else's doing and stays untouched; one that cannot be restored is named now,
 * before anything is written.
 */
export function planRollback(release: Release, world: World): Plan {
  const ours = new Set(circuitsOf(world.fleet).map(circuitKey));
  const settled: Outcome[] = [];
  const byPlant = new Map<string, Target[]>();

  for (const change of release.changes) {
    const target = targetOf(change, world.fleet);
    const end = ours.has(circuitKey(change))
      ? settledAlready(target, world)
      : untouched(target, 'not a circuit of this fleet');
    if (end) {
      settled.push(end);
      continue;
    }
    const targets = byPlant.get(change.plant) ?? [];
    targets.push(target);
    byPlant.set(change.plant, targets);
  }

  const plants = [...byPlant].map(([plant, targets]) => ({ plant, targets }));
  return { release: release.id, plants, settled };
}

/** A release moved a circuit `from` its old environment `to` the new one; a rollback goes the other way. */
function targetOf(
  { plant, circuit, from, to }: Release['changes'][number],
  { naming }: Fleet,
): Target {
  return {
    plant,
    circuit,
    endpoint: endpointOf(naming, plant),
    deployment: deploymentOf(naming, circuit),
    from: to,
    to: from,
  };
}

function settledAlready(target: Target, { readings, environments }: World): Outcome | undefined {
  const reading = readings.get(target.plant);
  if (reading?.status === 'gone') {
    return failed(target, `endpoint ${target.endpoint} is gone`);
  }
  // A plant that cannot be read just now is planned all the same: every write looks afresh.
  const end = reading?.status === 'read' ? settledBy(reading, target) : undefined;
  return end === undefined && environments.get(target.to.environment) === 'missing'
    ? failed(target, `environment ${target.to.environment} no longer exists`)
    : end;
}

function settledBy(
  { deployments }: Extract<PlantReading, { status: 'read' }>,
  target: Target,
): Outcome | undefined {
  const found = deployments.find(({ deployment }) => same(deployment, target.deployment));
  if (!found) {
    return failed(target, `deployment ${target.deployment} is gone`);
  }
  if (runs(found, target.to)) {
    return hasSucceeded(found.state)
      ? untouched(target, `already on ${revisionText(target.to)}`)
      : undefined;
  }
  return runs(found, target.from)
    ? undefined
    : untouched(
        target,
        `runs ${foundText(found, target.from)}, not ${revisionText(target.from)}: changed since the release`,
      );
}

function untouched(target: Target, reason: string): Outcome {
  return { status: 'untouched', target, reason };
}

function failed(target: Target, reason: string): Outcome {
  return { status: 'failed', target, reason };
}

/** The environments a rollback of this release goes back to, each once. */
export function environmentsToRestore({ changes }: Release): EnvironmentVersion[] {
  return [...new Set(changes.map(({ from }) => from.environment))];
}

/** The plants of the fleet that a release changed. */
export function plantsChanged({ changes }: Release, { plants }: Fleet): string[] {
  const known = new Set(plants.map(({ id }) => id));
  return [...new Set(changes.map(({ plant }: Circuit) => plant))].filter((id) => known.has(id));
}
