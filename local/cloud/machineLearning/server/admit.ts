import type { Principal } from '../../identity/principal';
import { ArmError } from '../arm/armError';
import type { Route } from '../arm/route';
import type { Scope } from '../throttle/profiles';
import type { Throttle } from '../throttle/throttle';

export type Admitted =
  { result: 'admitted'; headers: Record<string, string> } | { result: 'reset' };

/** Takes a call from its caller's budget. Throws 429 when that is used up, 503 in a storm. */
export function admit(
  throttle: Throttle,
  { method, route, principal, now }: CallToAdmit,
): Admitted {
  const admission = throttle.admit(principal.objectId, scopeOf(method, route), now);
  switch (admission.result) {
    case 'admitted':
    case 'reset':
      return admission;
    case 'throttled':
      throw throttled(admission, { principal, route });
    case 'unavailable':
      throw new ArmError(503, {
        code: 'ServerTimeout',
        message: 'The request could not be completed in time. Please try again later.',
        headers: { 'Retry-After': String(admission.retryAfterSeconds) },
      });
  }
}

export type CallToAdmit = {
  method: string;
  route: Route;
  principal: Principal;
  now: number;
};

function scopeOf(method: string, route: Route): Scope {
  // Asking Resource Graph is reading, whatever its method.
  if (method === 'GET' || route.kind === 'resourceGraph') {
    return 'reads';
  }
  if (method === 'DELETE') {
    return 'deletes';
  }
  const isDeployment =
    route.kind === 'resource' && route.id.type === 'workspaces/batchEndpoints/deployments';
  return isDeployment ? 'deploymentWrites' : 'writes';
}

const counted: Record<Scope, string> = {
  reads: 'read',
  writes: 'write',
  deletes: 'delete',
  deploymentWrites: 'batch deployment write',
};

function throttled(
  { scope, retryAfterSeconds }: { scope: Scope; retryAfterSeconds: number },
  { principal, route }: { principal: Principal; route: Route },
): ArmError {
  const { subscriptionId } = 'id' in route ? route.id : route;
  // The provider's own refusal has not been seen in a recording; its code is an assumption.
  const code = scope === 'deploymentWrites' ? 'TooManyRequests' : 'SubscriptionRequestsThrottled';
  const message =
    `Number of '${counted[scope]}' requests for subscription '${subscriptionId}' actor ` +
    `'${principal.objectId}' exceeded. Please try again after '${retryAfterSeconds}' seconds.`;
  return new ArmError(429, {
    code,
    message,
    headers: { 'Retry-After': String(retryAfterSeconds) },
  });
}
