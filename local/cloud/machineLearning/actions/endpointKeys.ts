import { z } from 'zod';
import { badRequest } from '../arm/armError';
import type { Answer, ResourceCall } from '../arm/call';
import { parseBody } from '../arm/parseBody';
import { keyOf } from '../arm/resourceId';
import type { ArmResource } from '../arm/resource';
import type { Simulation } from '../simulation';
import { freshKey } from '../store/keyStore';
import { endpointToken } from './endpointToken';
import { requireResource } from './requireResource';
import { answerAside, draftAside } from './startAside';

const Regeneration = z.object({
  keyType: z.enum(['Primary', 'Secondary']),
  keyValue: z.string().min(1).nullish(),
});

/** POST of an endpoint's `listKeys`. */
export function listKeys(simulation: Simulation, { id }: ResourceCall): Answer {
  requireAuthMode(simulation, requireResource(simulation, id), 'Key');
  return { status: 200, body: JSON.stringify(simulation.keys.of(keyOf(id))) };
}

/** POST of an online endpoint's `regenerateKeys`: one of the two keys gives way to another. */
export function regenerateKeys(simulation: Simulation, call: ResourceCall): Answer {
  requireAuthMode(simulation, requireResource(simulation, call.id), 'Key');
  const { keyType, keyValue } = parseBody(Regeneration, call.body);
  const key = keyOf(call.id);
  const name = keyType === 'Primary' ? 'primaryKey' : 'secondaryKey';
  simulation.keys.set(key, { ...simulation.keys.of(key), [name]: keyValue ?? freshKey() });
  const operation = draftAside(simulation, call, { prefix: 'oe', latency: 'keyOperation' });
  return answerAside(simulation, call, operation);
}

/** POST of an online endpoint's `token`: an access token for its scoring address, for an hour. */
export function getToken(simulation: Simulation, { id }: ResourceCall): Answer {
  requireAuthMode(simulation, requireResource(simulation, id), 'AMLToken');
  const { primaryKey } = simulation.keys.of(keyOf(id));
  const token = endpointToken(primaryKey, simulation.now());
  return { status: 200, body: JSON.stringify(token) };
}

/** Throws 400 if the endpoint takes another kind of credential, and the service minds. */
function requireAuthMode(
  { behaviour }: Simulation,
  { name, properties }: ArmResource,
  wanted: 'Key' | 'AMLToken',
): void {
  const { authMode } = properties;
  if (behaviour.credentialsOfOtherAuthMode === 'refuse' && authMode !== wanted) {
    const message = `The endpoint '${name}' has the auth mode ${String(authMode)}; ${wanted} was expected.`;
    throw badRequest('BadRequest', message);
  }
}
