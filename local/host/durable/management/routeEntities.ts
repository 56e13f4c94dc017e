import { entityIdText } from '../engine/entityId';
import { empty, jsonBody, json } from './exchange';
import type { ManagementRequest, ManagementResponse } from './exchange';
import type { ManagementParts } from './managementParts';

/** `GET` and `POST entities/{name}/{key}`: the state of an entity, and signals to it. */
export function routeEntities(
  { engine, entities }: ManagementParts,
  request: ManagementRequest,
  [name, key]: readonly (string | undefined)[],
): ManagementResponse {
  if (name === undefined || key === undefined) {
    return empty(404);
  }
  const entityId = entityIdText({ name, key });
  if (request.method === 'GET') {
    const { exists, state } = engine.store.entities.get(entityId);
    return exists ? { ...json(200, null), body: state ?? 'null' } : empty(404);
  }
  if (request.method !== 'POST' || engine.gate.app.find('entityTrigger', name) === undefined) {
    return empty(404);
  }
  const input = request.body.length > 0 ? jsonBody(request) : null;
  if (input === undefined) {
    return json(400, { Message: 'Invalid JSON content' });
  }
  entities.signal(entityId, request.query.get('op') ?? '', input);
  return empty(202);
}
