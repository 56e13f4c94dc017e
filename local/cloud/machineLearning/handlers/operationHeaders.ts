import { provider } from '../arm/resourceType';
import type { Behaviour } from '../behaviour';
import type { Simulation } from '../simulation';

export type OperationUrl = 'mfeOperationsStatus' | 'mfeOperationResults';

/** Where a client follows an operation. */
export function operationUrl(
  { origin, scope }: Simulation,
  kind: OperationUrl,
  { name, apiVersion }: { name: string; apiVersion: string },
): string {
  return `${origin}${operationPath(scope, kind, name)}?api-version=${apiVersion}`;
}

export function operationPath(
  { subscriptionId, location }: Simulation['scope'],
  kind: OperationUrl,
  name: string,
): string {
  return `/subscriptions/${subscriptionId}/providers/${provider}/locations/${location}/${kind}/${name}`;
}

/** The headers of a 202: where to follow the operation, and where to find its result. */
export function acceptedHeaders(
  simulation: Simulation,
  operation: { name: string; apiVersion: string },
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
