import type { Principal } from '../../identity/principal';
import { ArmError } from '../arm/armError';
import type { Route } from '../arm/route';
import type { Scope } from '../throttle/profiles';
import type { Admission, Throttle } from '../throttle/throttle';

export type CallToAdmit = {
  method: string;
  route: Route;
  principal: Principal;
  now: number;
};

/** Takes a call from its caller's budget in its subscription, or meets it with trouble. */
export function admit(
  throttle: Throttle,
  { method, route, principal, now }: CallToAdmit,
): Admission {
  const claim = {
    principalId: principal.objectId,
    subscriptionId: subscriptionOf(route),
    scope: scopeOf(method, route),
  };
  return throttle.admit(claim, now);
}

/** Throws 429 when the budget was used up, 503 in a storm. */
export function requireAdmitted(
  admission: Admission,
  call: Pick<CallToAdmit, 'principal' | 'route'>,
): void {
  switch (admission.result) {
    case 'admitted':
    case 'reset':
      return;
    case 'throttled':
      throw throttled(admission, call);
    case 'unavailable':
      throw new ArmError(503, {
        code: 'ServerTimeout',
        message: 'The request could not be completed in time. Please try again later.',
        headers: { 'Retry-After': String(admission.retryAfterSeconds) },
      });
  }
}

function subscriptionOf(route: Route): string {
  return 'id' in route ? route.id.subscriptionId : route.subscriptionId;
}

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
  { principal, route }: Pick<CallToAdmit, 'principal' | 'route'>,
): ArmError {
  // The provider's own refusal has not been seen in a recording; its code is an assumption.
  const code = scope === 'deploymentWrites' ? 'TooManyRequests' : 'SubscriptionRequestsThrottled';
  const message =
    `Number of '${counted[scope]}' requests for subscription '${subscriptionOf(route)}' actor ` +
    `'${principal.objectId}' exceeded. Please try again after '${retryAfterSeconds}' seconds.`;
  return new ArmError(429, {
    code,
    message,
    headers: { 'Retry-After': String(retryAfterSeconds) },
  });
}
