import { entityIdText, parseEntityId } from '../engine/entityId';
import { empty, jsonBody, json } from './exchange';
import type { ManagementRequest, ManagementResponse } from './exchange';
import type { ManagementParts } from './managementParts';
import { askedPage, pageOf } from './page';
import { booleanParameter, timeParameter } from './queryParameters';

/** `GET entities[/{name}]`: a page of the entities that exist, in order of their ids. */
function listEntities(
  { engine: { store } }: ManagementParts,
  request: ManagementRequest,
  name: string | undefined,
): ManagementResponse {
  const { query } = request;
  const { top, after } = askedPage(request);
  const found = store.entities.list({
    name: name?.toLowerCase(),
    from: timeParameter(query, 'lastOperationTimeFrom'),
    to: timeParameter(query, 'lastOperationTimeTo'),
    after,
    limit: top + 1,
  });
  const fetchState = booleanParameter(query, 'fetchState') ?? false;
  return pageOf(found, top, {
    id: ({ entityId }) => entityId,
    body: ({ entityId, state, updatedAt }): unknown => ({
      entityId: parseEntityId(entityId),
      lastOperationTime: new Date(updatedAt).toISOString(),
      state: fetchState ? value(state) : null,
    }),
  });
}

/** `GET` and `POST entities/{name}/{key}`: the state of an entity, and signals to it. */
export function routeEntities(
  parts: ManagementParts,
  request: ManagementRequest,
  [name, key]: readonly (string | undefined)[],
): ManagementResponse {
  if (name === undefined || key === undefined) {
    return request.method === 'GET' ? listEntities(parts, request, name) : empty(404);
  }
  const { engine, entities } = parts;
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

function value(state: string | null): unknown {
  return state === null ? null : JSON.parse(state);
}
