import { parseResourceId } from '../arm/resourceId';
import { armTime, endOf } from '../clock/operation';
import type { Operation } from '../clock/operation';
import { kinds } from '../kinds/kinds';
import type { Simulation } from '../simulation';
import { inTransaction } from '../store/database';

/**
 * Lets every operation that has ended by now take its effect. Called before anything is read, so
 * that nobody sees a resource behind its clock, and no timer has to run. Answers with that now: an
 * operation and its resource agree only as of one moment.
 */
export function settleOperations(simulation: Simulation): number {
  const now = simulation.now();
  const due = simulation.operations.due(now);
  if (due.length > 0) {
    inTransaction(simulation.database, () => {
      for (const operation of due) {
        settle(simulation, operation);
      }
    });
  }
  return now;
}

function settle({ operations, resources }: Simulation, operation: Operation): void {
  const { name, resourceKey, running, ending } = operation;
  operations.settle(name);
  const id = parseResourceId(resourceKey);
  const resource = id && resources.get(id);
  // A parent's deletion may have taken the resource away meanwhile.
  if (!resource) {
    return;
  }
  if (running === 'Deleting' && ending.status === 'Succeeded') {
    resources.remove(id);
    return;
  }
  const { systemData } = resource;
  const more = ending.status === 'Succeeded' ? kinds[id.type]?.whenSucceeded(resource) : {};
  resources.save(id, {
    ...resource,
    ...(systemData && { systemData: { ...systemData, lastModifiedAt: armTime(endOf(operation)) } }),
    properties: { ...resource.properties, ...more, provisioningState: ending.status },
  });
}
