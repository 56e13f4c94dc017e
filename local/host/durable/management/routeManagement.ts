import { decodeSegment } from '../../http/decodeSegment';
import { empty, failed } from './exchange';
import type { ManagementRequest, ManagementResponse } from './exchange';
import type { ManagementParts } from './managementParts';
import { routeEntities } from './routeEntities';
import { listInstances, purgeInstance, purgeInstances, showInstance } from './routeInstances';
import { routeOperations } from './routeOperations';
import { routeOrchestrators } from './routeOrchestrators';

/** Answers a request to the HTTP API of Durable Functions; what it does not know is a 404. */
export async function routeManagement(
  parts: ManagementParts,
  request: ManagementRequest,
): Promise<ManagementResponse> {
  try {
    return await route(parts, request);
  } catch (error) {
    return failed(500, 'System.Exception', error instanceof Error ? error.message : String(error));
  }
}

async function route(
  parts: ManagementParts,
  request: ManagementRequest,
): Promise<ManagementResponse> {
  const [collection = '', ...rest] = segments(request.path);
  switch (collection.toLowerCase()) {
    case 'orchestrators':
      return request.method === 'POST' && [1, 2].includes(rest.length)
        ? routeOrchestrators(parts, request, rest)
        : empty(404);
    case 'entities':
      return routeEntities(parts, request, rest);
    case 'instances':
      return routeInstances(parts, request, rest);
    default:
      return empty(404);
  }
}

async function routeInstances(
  parts: ManagementParts,
  request: ManagementRequest,
  [instanceId, operation, eventName]: readonly (string | undefined)[],
): Promise<ManagementResponse> {
  const { method } = request;
  if (instanceId === undefined) {
    return collectionMethods.get(method)?.(parts, request) ?? empty(404);
  }
  if (operation === undefined) {
    if (method === 'GET') {
      return showInstance(parts, request, instanceId);
    }
    return method === 'DELETE' ? purgeInstance(parts, instanceId) : empty(404);
  }
  return method === 'POST'
    ? routeOperations(parts, request, { instanceId, operation, eventName })
    : empty(404);
}

const collectionMethods = new Map([
  ['GET', listInstances],
  ['DELETE', purgeInstances],
]);

function segments(path: string): string[] {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decodeSegment);
}
