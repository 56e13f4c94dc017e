import { ArmError, badRequest } from '../arm/armError';
import type { ArmResource } from '../arm/resource';

/** The location of a tracked resource. Throws 400 without one, 409 if it would move. */
export function locationOf(body: unknown, current: ArmResource | undefined): string {
  const location =
    typeof body === 'object' && body !== null && 'location' in body ? body.location : undefined;
  if (typeof location !== 'string' || location === '') {
    throw badRequest('LocationRequired', 'The location property is required for this definition.');
  }
  if (current?.location !== undefined && !isSamePlace(current.location, location)) {
    const message =
      `The resource '${current.name}' already exists in location '${current.location}'. A resource ` +
      `with the same name cannot be created in location '${location}'.`;
    throw new ArmError(409, { code: 'InvalidResourceLocation', message });
  }
  return location;
}

/** Locations go by their short name, `westeurope`, or their display name, `West Europe`. */
function isSamePlace(one: string, other: string): boolean {
  return shortName(one) === shortName(other);
}

function shortName(location: string): string {
  return location.replaceAll(' ', '').toLowerCase();
}
