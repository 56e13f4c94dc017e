import type { PageRequest } from '../arm/page';
import { nameOf, parentOf } from '../arm/resourceId';
import type { ResourceId } from '../arm/resourceId';
import { ArmResource } from '../arm/resource';
import { provider } from '../arm/resourceType';
import { kinds } from '../kinds/kinds';
import type { Simulation } from '../simulation';
import { childId } from '../store/resourceStore';
import { findResource } from './lookup';

/**
 * After a version came or went: its container says which is the latest, and is made with the first.
 * Does nothing for resources that are no versions.
 */
export function refreshContainer(simulation: Simulation, version: ResourceId): void {
  const container = version.type.endsWith('/versions') ? parentOf(version) : undefined;
  const current = container && (simulation.resources.get(container) ?? made(simulation, container));
  if (!container || !current) {
    return;
  }
  const latest = latestVersion(simulation, container, version);
  const properties = {
    ...current.properties,
    latestVersion: latest ?? null,
    nextVersion: nextVersion(latest),
  };
  simulation.resources.save(container, { ...current, properties });
}

function made(simulation: Simulation, container: ResourceId): ArmResource | undefined {
  const home = parentOf(container);
  const parent = home && findResource(simulation, home);
  const content = kinds[container.type]?.put({ properties: {} }, undefined);
  return (
    parent &&
    content && {
      id: childId(parent, container),
      name: nameOf(container),
      type: `${provider}/${container.type}`,
      ...content,
    }
  );
}

const newest: PageRequest = {
  size: 1,
  descending: true,
  view: 'All',
  after: undefined,
  offset: 0,
  order: 'created',
  matches: undefined,
};

function latestVersion(
  { resources }: Simulation,
  container: ResourceId,
  { type }: ResourceId,
): string | undefined {
  const [latest] = resources.page(container, type, newest).bodies;
  return latest === undefined ? undefined : ArmResource.parse(JSON.parse(latest)).name;
}

/** Only whole numbers can be counted up; of other versions the service does not know the next. */
function nextVersion(latest: string | undefined): string | null {
  if (latest === undefined) {
    return '1';
  }
  return /^\d+$/.test(latest) ? String(Number(latest) + 1) : null;
}
