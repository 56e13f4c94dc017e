import { alertRouteOf } from '../alerts/alertRoute';
import type { AlertRoute } from '../alerts/alertRoute';
import { parseAction } from './action';
import type { ActionName } from './action';
import { ArmError } from './armError';
import { isCollection, parsePath } from './resourceId';
import type { ResourceId } from './resourceId';

export type Route =
  | { kind: 'resource'; id: ResourceId }
  | { kind: 'collection'; id: ResourceId }
  | { kind: 'action'; id: ResourceId; action: ActionName }
  | { kind: 'alerts'; subscriptionId: string; alerts: AlertRoute }
  | { kind: 'resourceGraph'; subscriptionId: string }
  | { kind: 'containers'; subscriptionId: string; type: 'workspaces' | 'registries' }
  | { kind: 'operationStatus'; subscriptionId: string; name: string }
  | { kind: 'operationResult'; subscriptionId: string; name: string };

const operationShape =
  /^\/subscriptions\/([^/]+)\/providers\/Microsoft\.MachineLearningServices\/locations\/[^/]+\/(mfeOperationsStatus|mfeOperationResults)\/([^/]+)$/i;

const containersShape =
  /^\/subscriptions\/([^/]+)\/providers\/Microsoft\.MachineLearningServices\/(workspaces|registries)$/i;

/** Says what a URL path stands for. Throws 400 if it cannot be decoded, 404 if nothing is there. */
export function routeOf(encodedPath: string): Route {
  const path = tidy(decoded(encodedPath));
  const [, subscriptionId, collection, name] = operationShape.exec(path) ?? [];
  if (subscriptionId !== undefined && collection !== undefined && name !== undefined) {
    const kind =
      collection.toLowerCase() === 'mfeoperationsstatus' ? 'operationStatus' : 'operationResult';
    return { kind, subscriptionId, name };
  }

  const alerts = alertRouteOf(path);
  if (alerts) {
    return { kind: 'alerts', subscriptionId: alerts.scope.split('/')[2] ?? '', alerts };
  }
  if (path.toLowerCase() === '/providers/microsoft.resourcegraph/resources') {
    return { kind: 'resourceGraph', subscriptionId: '' };
  }
  const [, subscription, containers] = containersShape.exec(path) ?? [];
  if (subscription !== undefined && containers !== undefined) {
    const type = containers.toLowerCase() === 'registries' ? 'registries' : 'workspaces';
    return { kind: 'containers', subscriptionId: subscription, type };
  }
  const action = parseAction(path);
  if (action) {
    return { kind: 'action', ...action };
  }
  const id = parsePath(path);
  if (!id) {
    const message = `The resource type could not be found for the path '${path}'.`;
    throw new ArmError(404, { code: 'InvalidResourceType', message });
  }
  return { kind: isCollection(id) ? 'collection' : 'resource', id };
}

/** Resource Manager makes nothing of slashes that are doubled, or at the end. */
function tidy(path: string): string {
  return path.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
}

/** A path without its percent signs. Throws 400 if it cannot be decoded. */
export function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    if (!(cause instanceof URIError)) {
      throw cause;
    }
    const message = `The request path '${path}' is not valid: it cannot be decoded.`;
    throw new ArmError(400, { code: 'InvalidRequestUri', message });
  }
}
