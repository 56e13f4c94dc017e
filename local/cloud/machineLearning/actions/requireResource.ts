import { notFound } from '../arm/armError';
import { formatResourceId } from '../arm/resourceId';
import type { ResourceId } from '../arm/resourceId';
import type { ArmResource } from '../arm/resource';
import { requireParent } from '../handlers/lookup';
import type { Simulation } from '../simulation';

/** The resource that an action is for. Throws 404 if it, or a part of the way to it, is missing. */
export function requireResource(simulation: Simulation, id: ResourceId): ArmResource {
  const resource = simulation.resources.get(id);
  if (!resource) {
    requireParent(simulation, id, 'action');
    throw notFound(formatResourceId(id));
  }
  return resource;
}
