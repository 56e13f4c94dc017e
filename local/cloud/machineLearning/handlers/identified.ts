import { Identity, identityInDirectory } from '../arm/identity';
import type { ArmResource } from '../arm/resource';
import { keyOf } from '../arm/resourceId';
import type { Simulation } from '../simulation';

const Identified = Identity.nullish();

/** A resource whose identity, if it has one, the directory knows. */
export function identified(
  { scope: { tenantId } }: Simulation,
  resource: ArmResource,
): ArmResource {
  const identity = Identified.parse(resource['identity']);
  return identity
    ? {
        ...resource,
        identity: identityInDirectory(identity, { resourceKey: keyOf(resource.id), tenantId }),
      }
    : resource;
}
