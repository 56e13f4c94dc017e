import { entityIdText, parseEntityId } from '../engine/entityId';
import { empty, isOfJson, jsonBody, json } from './exchange';
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

/**
 * `GET`, `POST` and `DELETE entities/{name}/{key}`: the state of an entity, signals to it, and the
 * signal `delete`.
 */
export function routeEntities(
  parts: ManagementParts,
  request: ManagementRequest,
  [name, key]: readonly (string | undefined)[],
): ManagementResponse {
  if (name === undefined || key === undefined) {
    return request.method === 'GET' ? listEntities(parts, request, name) : empty(404);
  }
  const { engine, entities } = parts;
  // An empty key cannot be written into a path.
  const entityId = entityIdText({ name, key: key === '$' ? '' : key });
  if (request.method === 'GET') {
    const { exists, state } = engine.store.entities.get(entityId);
    return exists ? { ...json(200, null), body: state ?? 'null' } : empty(404);
  }
  if (request.method !== 'POST' && request.method !== 'DELETE') {
    return empty(404);
  }
  if (engine.gate.app.find('entityTrigger', name) === undefined) {
    const Message = `The function '${name}' doesn't exist, is disabled, or is not an entity function.`;
    return json(400, { Message });
  }
  const input = inputOf(request);
  if (input === undefined) {
    return json(400, { Message: 'Could not parse JSON content' });
  }
  const operation = request.method === 'DELETE' ? 'delete' : (request.query.get('op') ?? '');
  entities.signal(entityId, operation, input);
  return empty(202);
}

/** JSON text, null for no input, undefined for what claims to be JSON and is not. */
function inputOf(request: ManagementRequest): string | null | undefined {
  if (request.body.length === 0) {
    return null;
  }
  return isOfJson(request)
    ? jsonBody(request)
    : JSON.stringify(Buffer.from(request.body).toString());
}

function value(state: string | null): unknown {
  return state === null ? null : JSON.parse(state);
}
