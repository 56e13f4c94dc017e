import type { AlertRoute } from '../alerts/alertRoute';
import type { Principal } from '../../identity/principal';
import { ArmError } from './armError';
import { formatResourceId } from './resourceId';
import { provider } from './resourceType';
import type { Route } from './route';

/** The role that a key or a token of an online endpoint stands for. */
export const scorer = 'Endpoint credential';

const writers: readonly string[] = ['AzureML Data Scientist', 'Contributor', 'Owner'];
const readers: readonly string[] = [...writers, 'Reader'];
const alertWriters: readonly string[] = ['Monitoring Contributor', 'Contributor', 'Owner'];
const alertReaders: readonly string[] = [
  ...alertWriters,
  'Monitoring Reader',
  'Log Analytics Reader',
  'Log Analytics Contributor',
  'Reader',
];
const registryReaders: readonly string[] = [...readers, 'AzureML Registry User'];

/** Throws 403 unless one of the caller's roles allows the action. */
export function authorize(principal: Principal, method: string, route: Route): void {
  const { action, scope, allowed } = demandOf(method, route);
  if (!principal.roles.some((role) => allowed.includes(role))) {
    throw forbidden(principal, action, scope);
  }
}

/** Throws 403 unless one of the caller's roles allows an action on the data plane of an endpoint. */
export function requireRole(
  principal: Principal,
  { action, scope, isRead }: { action: string; scope: string; isRead: boolean },
): void {
  const allowed = isRead ? readers : [...writers, scorer];
  if (!principal.roles.some((role) => allowed.includes(role))) {
    throw forbidden(principal, action, scope);
  }
}

function forbidden(principal: Principal, action: string, scope: string): ArmError {
  const message =
    `The client '${principal.name}' with object id '${principal.objectId}' does not have ` +
    `authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. ` +
    'If access was recently granted, please refresh your credentials.';
  return new ArmError(403, { code: 'AuthorizationFailed', message });
}

type Demand = { action: string; scope: string; allowed: readonly string[] };

function demandOf(method: string, route: Route): Demand {
  const verb = verbOf(method);
  if (route.kind === 'operationStatus' || route.kind === 'operationResult') {
    const scope = `/subscriptions/${route.subscriptionId}`;
    return { action: `${provider}/locations/${route.kind}/${verb}`, scope, allowed: readers };
  }
  if (route.kind === 'containers') {
    const { subscriptionId, type } = route;
    const allowed = type === 'registries' ? registryReaders : readers;
    return {
      action: `${provider}/${type}/${verb}`,
      scope: `/subscriptions/${subscriptionId}`,
      allowed,
    };
  }
  if (route.kind === 'alerts') {
    return alertDemand(route.alerts);
  }
  if (route.kind === 'resourceGraph') {
    return {
      action: 'Microsoft.ResourceGraph/resources/read',
      scope: '/providers/Microsoft.ResourceGraph',
      allowed: alertReaders,
    };
  }
  const suffix = route.kind === 'action' ? actionSuffix(route.action, verb) : verb;
  const action = `${provider}/${route.id.type}/${suffix}`;
  const readable = route.id.type.startsWith('registries') ? registryReaders : readers;
  return {
    action,
    scope: formatResourceId(route.id),
    allowed: verb === 'read' ? readable : writers,
  };
}

function alertDemand({ on, scope }: AlertRoute): Demand {
  return on === 'changestate'
    ? {
        action: 'Microsoft.AlertsManagement/alerts/changestate/action',
        scope,
        allowed: alertWriters,
      }
    : { action: 'Microsoft.AlertsManagement/alerts/read', scope, allowed: alertReaders };
}

function actionSuffix(action: string, verb: string): string {
  return `${action}/${verb === 'read' ? 'read' : 'action'}`;
}

function verbOf(method: string): 'read' | 'write' | 'delete' {
  if (method === 'GET' || method === 'HEAD') {
    return 'read';
  }
  return method === 'DELETE' ? 'delete' : 'write';
}
