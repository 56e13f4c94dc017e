import { parseResourceId } from '../arm/resourceId';
import { armTime, endOf } from '../clock/operation';
import type { Operation } from '../clock/operation';
import { kinds } from '../kinds/kinds';
import type { Simulation } from '../simulation';
import { advanceJobs } from '../jobs/advanceJobs';
import { inTransaction } from '../store/database';
import { inferenceUrl } from './inferenceUrl';
import { removeResource } from './removeResource';

/**
 * Lets every operation that has ended by now take its effect, and every job come as far as it is. Called before anything is read, so
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
  advanceJobs(simulation, now);
  return now;
}

function settle(simulation: Simulation, operation: Operation): void {
  const { operations, resources } = simulation;
  const { name, resourceKey, running, ending } = operation;
  operations.settle(name);
  if (running === 'Aside') {
    return;
  }
  const id = parseResourceId(resourceKey);
  const resource = id && resources.get(id);
  // A parent's deletion may have taken the resource away meanwhile.
  if (!resource) {
    return;
  }
  if (running === 'Deleting' && ending.status === 'Succeeded') {
    removeResource(simulation, id);
    return;
  }
  const { systemData } = resource;
  const more =
    ending.status === 'Succeeded'
      ? kinds[id.type]?.whenSucceeded(resource, inferenceUrl(simulation, resource.id))
      : {};
  resources.save(id, {
    ...resource,
    ...(systemData && { systemData: { ...systemData, lastModifiedAt: armTime(endOf(operation)) } }),
    properties: { ...resource.properties, ...more, provisioningState: ending.status },
  });
}
