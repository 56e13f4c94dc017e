import { timingSafeEqual } from 'node:crypto';
import type { Authenticate, Principal } from '../../identity/principal';
import { isEndpointToken } from '../actions/endpointToken';
import { ArmError } from '../arm/armError';
import { scorer } from '../arm/authorize';
import { keyOf, nameOf } from '../arm/resourceId';
import type { ResourceId } from '../arm/resourceId';
import type { Simulation } from '../simulation';

const inferenceAudience = 'https://ml.azure.com';

/**
 * Says who calls an endpoint's scoring address: by an Entra token for the data plane or, at online
 * endpoints, by the credential of the endpoint's auth mode. Throws 401.
 */
export function authenticateScoring(
  { authenticate, simulation }: { authenticate: Authenticate; simulation: Simulation },
  endpoint: ResourceId,
  authorization: string | undefined,
): Principal {
  if (holdsSecret(simulation, endpoint, authorization)) {
    return { objectId: keyOf(endpoint), name: `${nameOf(endpoint)} key`, roles: [scorer] };
  }
  const authentication = authenticate(authorization, inferenceAudience);
  if (!authentication.ok) {
    const { code, message } = authentication;
    throw new ArmError(401, { code, message, headers: { 'WWW-Authenticate': 'Bearer' } });
  }
  return authentication.principal;
}

function holdsSecret(
  { resources, keys, now }: Simulation,
  endpoint: ResourceId,
  authorization: string | undefined,
): boolean {
  const [, credential] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  const resource = resources.get(endpoint);
  if (credential === undefined || !resource || endpoint.type !== 'workspaces/onlineEndpoints') {
    return false;
  }
  const { primaryKey, secondaryKey } = keys.of(keyOf(endpoint));
  switch (resource.properties['authMode']) {
    case 'Key':
      return [primaryKey, secondaryKey].some((key) => same(key, credential));
    case 'AMLToken':
      return isEndpointToken(credential, primaryKey, now());
    default:
      return false;
  }
}

function same(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
