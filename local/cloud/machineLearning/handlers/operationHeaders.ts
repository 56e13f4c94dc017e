import { provider } from '../arm/resourceType';
import type { Behaviour } from '../behaviour';
import type { Operation } from '../clock/operation';
import type { Scope, Simulation } from '../simulation';
import { subscriptionsOf } from './lookup';

/** An operation, and the API version that the client who follows it speaks. */
type FollowedOperation = Pick<Operation, 'name' | 'resourceKey'> & { apiVersion: string };

export type OperationUrl = 'mfeOperationsStatus' | 'mfeOperationResults';

/** Where a client follows an operation. */
export function operationUrl(
  { origin, scope }: Simulation,
  kind: OperationUrl,
  operation: FollowedOperation,
): string {
  const { apiVersion } = operation;
  return `${origin}${operationPath(scope, kind, operation)}?api-version=${apiVersion}`;
}

export function operationPath(
  scope: Scope,
  kind: OperationUrl,
  operation: Pick<Operation, 'name' | 'resourceKey'>,
): string {
  const subscription = subscriptionOf(scope, operation);
  return `/subscriptions/${subscription}/providers/${provider}/locations/${scope.location}/${kind}/${operation.name}`;
}

/** The subscription that an operation is in, as it is spelled in the settings. */
export function subscriptionOf(
  scope: Scope,
  { resourceKey }: Pick<Operation, 'resourceKey'>,
): string {
  const isWithin = (id: string): boolean =>
    resourceKey.startsWith(`/subscriptions/${id.toLowerCase()}/`);
  return subscriptionsOf(scope).find(isWithin) ?? scope.subscriptionId;
}

/** The headers of a 202: where to follow the operation, and where to find its result. */
export function acceptedHeaders(
  simulation: Simulation,
  operation: FollowedOperation,
): Record<string, string> {
  return {
    'Azure-AsyncOperation': operationUrl(simulation, 'mfeOperationsStatus', operation),
    Location: operationUrl(simulation, 'mfeOperationResults', operation),
    'x-ms-async-operation-timeout': operationTimeout,
    ...retryAfter(simulation.behaviour),
  };
}

/** The service's own limit of an operation. */
export const operationTimeout = 'PT30M';

/** When to look again, if the service is to say so at all. */
export function retryAfter({ operationRetryAfterSeconds }: Behaviour): Record<string, string> {
  return operationRetryAfterSeconds === undefined
    ? {}
    : { 'Retry-After': String(operationRetryAfterSeconds) };
}
