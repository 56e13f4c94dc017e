import { notFound } from '../arm/armError';
import type { Answer, ResourceCall } from '../arm/call';
import { formatResourceId, parentOf } from '../arm/resourceId';
import type { Simulation } from '../simulation';
import { findResource, requireParent, requireResourceGroup } from './lookup';
import { shown } from './shown';

/** GET of one resource, as it is now. */
export function getResource(simulation: Simulation, call: ResourceCall): Answer {
  const { id } = call;
  requireResourceGroup(simulation.scope, id);
  if (!parentOf(id)) {
    const container = findResource(simulation, id);
    if (!container) {
      throw notFound(formatResourceId(id));
    }
    return { status: 200, body: JSON.stringify(container) };
  }

  const body = simulation.resources.body(id);
  if (body === undefined) {
    requireParent(simulation, id, 'read');
    throw notFound(formatResourceId(id));
  }
  return { status: 200, body: shown(simulation, call, body) };
}
