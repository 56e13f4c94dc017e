import type { Fleet } from '../../../shared/domain/fleet';
import { deploymentOf, endpointOf } from '../../../shared/domain/fleet';
import type { Chance } from './chance';
import { minute } from './world';
import type { Site } from './world';

export type FleetKnobs = {
  plants?: number;
  circuits?: number;
  /** Minutes between two jobs of a circuit. */
  cadenceMinutes?: readonly number[];
};

const sizes = [5, 8, 12, 16, 20, 24, 30, 40, 60, 90];
const cadences = [5, 10, 15, 15, 20, 30, 30, 60];

/**
 * A fleet of 5 to 200 circuits in 1 to 20 plants. Circuit ids are unique within their plant only,
 * as in the runbook, and plants are of uneven size.
 */
export function drawFleet(chance: Chance, knobs: FleetKnobs = {}): Fleet {
  const circuits = knobs.circuits ?? (chance.yes(0.04) ? 200 : chance.pick(sizes));
  const most = Math.max(1, Math.min(20, Math.floor(circuits / 2)));
  const plants = Math.min(circuits, knobs.plants ?? chance.whole(1, most));
  const counts = Array.from({ length: plants }, () => 1);
  for (let left = circuits - plants; left > 0; left -= 1) {
    const plant = chance.whole(0, plants - 1);
    counts[plant] = (counts[plant] ?? 0) + 1;
  }
  return {
    name: 'prod',
    naming: chance.yes(0.8)
      ? { endpoint: 'batch-endpoint-plant-{plant}', deployment: 'deployment-circuit-{circuit}' }
      : { endpoint: 'scoring-{plant}', deployment: 'unit-{circuit}' },
    plants: counts.map((count, index) => ({
      id: numbered('P', index + 1),
      circuits: Array.from({ length: count }, (_, circuit) => numbered('C', circuit + 1)),
    })),
  };
}

/** What each circuit is like on a quiet day: no two are alike, and none is perfect. */
export function drawSites(fleet: Fleet, chance: Chance, knobs: FleetKnobs = {}): Site[] {
  const cadence = chance.pick(knobs.cadenceMinutes ?? cadences) * minute;
  const jobLasts = cadence * chance.between(0.1, 0.4);
  const records = chance.pick([200, 500, 2000, 20_000]);
  const failureRate = chance.pick([0, 0.002, 0.005, 0.01, 0.03]);
  const f1Noise = chance.between(0.004, 0.015);
  return fleet.plants.flatMap(({ id: plant, circuits }) =>
    circuits.map((circuit) => ({
      plant,
      circuit,
      key: `${plant}:${circuit}`,
      endpoint: endpointOf(fleet.naming, plant),
      deployment: deploymentOf(fleet.naming, circuit),
      cadence,
      offset: chance.between(0, cadence),
      jobLasts,
      failureRate,
      f1: chance.between(0.84, 0.96),
      f1Noise,
      p99Ms: chance.between(250, 900),
      errorRate: chance.between(0, 0.006),
      anomalyRate: chance.between(0.005, 0.03),
      drift: chance.between(0.02, 0.1),
      records: Math.round(records * chance.between(0.7, 1.3)),
      modelVersion: chance.whole(3, 30),
    })),
  );
}

function numbered(letter: string, number: number): string {
  return letter + String(number).padStart(3, '0');
}
