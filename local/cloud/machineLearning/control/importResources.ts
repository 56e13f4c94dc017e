import { z } from 'zod';
import { keyOf, nameOf, parseResourceId } from '../arm/resourceId';
import { ArmResource } from '../arm/resource';
import { provider } from '../arm/resourceType';
import { inferenceUrl } from '../handlers/inferenceUrl';
import { refreshContainer } from '../handlers/refreshContainer';
import { kinds } from '../kinds/kinds';
import type { Simulation } from '../simulation';
import { inTransaction } from '../store/database';

const ImportedResource = ArmResource.partial({ name: true, type: true }).transform(
  (resource, context) => {
    const id = parseResourceId(resource.id);
    const kind = id && kinds[id.type];
    if (!id || !kind) {
      context.addIssue(`'${resource.id}' is not the id of a resource that can be set`);
      return z.NEVER;
    }
    return { id, kind, resource };
  },
);

export const ImportedResources = z.array(ImportedResource);

/**
 * Puts resources in place as they are, there and whole at once. What runs on them is canceled; what
 * they do not say about their name, type and provisioning state is filled in.
 */
export function importResources(
  simulation: Simulation,
  imported: z.infer<typeof ImportedResources>,
): void {
  inTransaction(simulation.database, () => {
    for (const { id, kind, resource } of imported) {
      simulation.operations.cancelAt(keyOf(id), simulation.now());
      const state = kind.operation ? { provisioningState: 'Succeeded' } : {};
      const address = inferenceUrl(simulation, resource.id);
      const { name = nameOf(id), type = `${provider}/${id.type}` } = resource;
      simulation.resources.save(id, {
        ...resource,
        name,
        type,
        properties: {
          ...state,
          ...kind.whenSucceeded({ ...resource, name, type }, address),
          ...resource.properties,
        },
      });
      refreshContainer(simulation, id);
    }
  });
}
