import type { ResourceId } from '../arm/resourceId';
import { asOfVersion } from '../kinds/newerProperties';
import type { Simulation } from '../simulation';

/** A resource's JSON as the caller, who asked with an API version, is to see it. */
export function shown(
  { behaviour }: Simulation,
  { id, apiVersion }: { id: ResourceId; apiVersion: string },
  body: string,
): string {
  return behaviour.newerProperties === 'hide' ? asOfVersion(body, id.type, apiVersion) : body;
}
