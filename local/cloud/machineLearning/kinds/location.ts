import { ArmError, badRequest } from '../arm/armError';
import type { ArmResource } from '../arm/resource';

/** The location of a tracked resource, by its short name. Throws 400 without one, 409 if it would move. */
export function locationOf(body: unknown, current: ArmResource | undefined): string {
  const location =
    typeof body === 'object' && body !== null && 'location' in body ? body.location : undefined;
  if (typeof location !== 'string' || location === '') {
    throw badRequest('LocationRequired', 'The location property is required for this definition.');
  }
  if (current?.location !== undefined && shortName(current.location) !== shortName(location)) {
    const message =
      `The resource '${current.name}' already exists in location '${current.location}'. A resource ` +
      `with the same name cannot be created in location '${location}'.`;
    throw new ArmError(409, { code: 'InvalidResourceLocation', message });
  }
  return shortName(location);
}

/** Locations go by their short name, `westeurope`, or their display name, `West Europe`. */
function shortName(location: string): string {
  return location.replaceAll(' ', '').toLowerCase();
}
