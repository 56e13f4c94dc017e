import type { EnvironmentVersion } from '../../shared/domain/asset';
import type { PlantReading } from '../../shared/domain/deployment';
import { endpointOf } from '../../shared/domain/fleet';
import type { Fleet } from '../../shared/domain/fleet';
import { inBatches } from '../../shared/domain/inBatches';
import type { Cause } from '../../shared/domain/incident';
import { environmentsToRestore, planRollback, plantsChanged } from '../../shared/domain/plan';
import type { EnvironmentState, Plan } from '../../shared/domain/plan';
import type { Release } from '../../shared/domain/release';
import type { Services } from '../../shared/ports';

type Needs = Pick<Services, 'deployments' | 'releases' | 'settings' | 'log'>;
type Planned = { status: 'planned'; plan: Plan } | { status: 'refused'; reason: string };

/** Works out from the release's metadata and what runs now exactly what is to be written. */
export async function planFleet(
  { cause, release: id }: { cause: Cause; release: string },
  { deployments, releases, settings, log }: Needs,
): Promise<Planned> {
  const reading = await releases.read(id);
  switch (reading.status) {
    case 'missing':
      return { status: 'refused', reason: `there is no metadata of release ${id}` };
    case 'unreadable':
      return { status: 'refused', reason: `the metadata of ${id} is no use: ${reading.reason}` };
    case 'read': {
      const fleet = await settings.fleet();
      const [readings, environments] = await Promise.all([
        readPlants(reading.release, fleet, deployments),
        readEnvironments(reading.release, deployments),
      ]);
      const plan = planRollback(reading.release, { fleet, readings, environments });
      const targets = plan.plants.reduce((sum, plant) => sum + plant.targets.length, 0);
      log.info('rollback planned', { ...cause, targets, settled: plan.settled.length });
      return { status: 'planned', plan };
    }
  }
}

async function readPlants(
  release: Release,
  fleet: Fleet,
  deployments: Services['deployments'],
): Promise<ReadonlyMap<string, PlantReading>> {
  const readings = await inBatches(
    plantsChanged(release, fleet),
    async (plant) => [plant, await deployments.list(endpointOf(fleet.naming, plant))] as const,
  );
  return new Map(readings);
}

async function readEnvironments(
  release: Release,
  deployments: Services['deployments'],
): Promise<ReadonlyMap<EnvironmentVersion, EnvironmentState>> {
  const states = await inBatches(
    environmentsToRestore(release),
    async (version) => [version, await deployments.environment(version)] as const,
  );
  return new Map(states);
}
