import type { PlantReading } from '../deployment';
import { same } from '../fleet';
import { settledBy, targetsOf } from '../plan/plan';
import type { Plan } from '../plan/plan';
import type { Assessment } from './assessment';

/** How many of the deployments of a plan are in which state; what is not there is `gone`. */
export function statesOf(
  plan: Plan,
  readings: ReadonlyMap<string, PlantReading>,
): NonNullable<Assessment['deployments']> {
  const targets = [...targetsOf(plan), ...settledBy(plan).map(({ target }) => target)];
  const counts = new Map<string, number>();
  for (const { plant, deployment } of targets) {
    const state = stateOf(readings.get(plant), deployment);
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function stateOf(reading: PlantReading | undefined, name: string): string {
  switch (reading?.status) {
    case 'read':
      return reading.deployments.find(({ deployment }) => same(deployment, name))?.state ?? 'gone';
    case 'gone':
      return 'gone';
    case 'unavailable':
    case undefined:
      return 'unread';
  }
}
