import { keyOf } from '../arm/resourceId';
import type { ResourceId } from '../arm/resourceId';
import type { Simulation } from '../simulation';
import { forgetDeployment } from './deploymentsInUse';
import { refreshContainer } from './refreshContainer';

/** Takes a resource away with all that lies in it, and sets right what spoke of it. */
export function removeResource(simulation: Simulation, id: ResourceId): void {
  simulation.resources.remove(id);
  simulation.keys.remove(keyOf(id));
  if (id.type.startsWith('registries/') && id.type.endsWith('/versions')) {
    simulation.resources.bury(id);
  }
  forgetDeployment(simulation, id);
  refreshContainer(simulation, id);
}
