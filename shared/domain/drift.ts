import { z } from 'zod';
import type { DeploymentReading, PlantReading } from './deployment';
import { Circuit, circuitKey, circuitName, circuitsOf, deploymentOf, same } from './fleet';
import type { Fleet } from './fleet';
import type { Incident } from './incident';
import type { Release } from './release';
import { foundText, revisionText, runs } from './revision';
import type { Revision } from './revision';
import { secondsBetween } from './time';
import type { Instant } from './time';

/** A circuit that is not as the releases and rollbacks on record left it. */
export const Drift = z.strictObject({ ...Circuit.shape, found: z.string(), expected: z.string() });
export type Drift = z.infer<typeof Drift>;

/** What a circuit may run: both sides of a release that is being rolled out or back. */
export type Expectations = ReadonlyMap<string, readonly Revision[]>;

type Recorded = { release: Release; rollback: 'none' | 'held' | 'ended' };

/**
 * Works out what every circuit should run: what the youngest release that changed it says, or
 * what it ran before where that release was rolled back.
 */
export function expectations(
  recorded: readonly Recorded[],
  { now, rolloutMinutes }: { now: Instant; rolloutMinutes: number },
): Expectations {
  const expected = new Map<string, readonly Revision[]>();
  for (const { release, rollback } of recorded.toSorted(byAge)) {
    const isMoving =
      rollback === 'held' ||
      (rollback === 'none' && secondsBetween(release.at, now) < rolloutMinutes * 60);
    for (const change of release.changes) {
      const settled = rollback === 'ended' ? change.from : change.to;
      expected.set(circuitKey(change), isMoving ? [change.from, change.to] : [settled]);
    }
  }
  return expected;
}

/** Finds the drift of a fleet. A plant that cannot be read has none that we know of. */
export function findDrift(
  fleet: Fleet,
  readings: ReadonlyMap<string, PlantReading>,
  expected: Expectations,
): Drift[] {
  return circuitsOf(fleet).flatMap((circuit) => {
    const wanted = expected.get(circuitKey(circuit));
    const reading = readings.get(circuit.plant);
    if (wanted === undefined || reading === undefined || reading.status === 'unavailable') {
      return [];
    }
    const name = deploymentOf(fleet.naming, circuit.circuit);
    const found =
      reading.status === 'read'
        ? reading.deployments.find(({ deployment }) => same(deployment, name))
        : undefined;
    return found !== undefined && wanted.some((revision) => runs(found, revision))
      ? []
      : [
          {
            ...circuit,
            found: textOf(found, wanted),
            expected: wanted.map(revisionText).join(' or '),
          },
        ];
  });
}

function textOf(found: DeploymentReading | undefined, [wanted]: readonly Revision[]): string {
  return found && wanted ? foundText(found, wanted) : 'gone';
}

function byAge(a: Recorded, b: Recorded): number {
  return a.release.at < b.release.at ? -1 : 1;
}

/** For people, a line for each circuit. */
export function driftLines(drift: readonly Drift[]): string[] {
  return drift.map(
    ({ expected, found, ...circuit }) =>
      `${circuitName(circuit)} runs ${found}, expected ${expected}`,
  );
}

export function driftIncident(
  drift: readonly Drift[],
  { id, at }: { id: string; at: Instant },
): Incident {
  const noun = drift.length === 1 ? 'circuit is' : 'circuits are';
  return {
    id,
    status: 'open',
    kind: 'drift',
    origin: { by: 'sweep' },
    reason: `${drift.length} ${noun} not as it was left: ${driftLines(drift).join('; ')}`,
    failing: drift.map(({ plant, circuit }) => ({ plant, circuit })),
    openedAt: at,
    outcomes: [],
  };
}
