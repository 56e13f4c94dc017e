import { ArmError, badRequest, conflict } from '../arm/armError';
import { formatResourceId, keyOf, nameOf, parentOf, withinType } from '../arm/resourceId';
import type { ResourceId } from '../arm/resourceId';
import type { ArmResource } from '../arm/resource';
import type { Kind } from '../kinds/kind';
import type { Simulation } from '../simulation';

const busy: readonly (string | undefined)[] = ['Creating', 'Updating', 'Deleting'];
const comingOrGoing: readonly (string | undefined)[] = ['Creating', 'Deleting'];

/** Throws 409 while an operation runs on the resource. */
export function requireIdle(id: ResourceId, current: ArmResource | undefined): void {
  const state = current?.properties.provisioningState;
  if (busy.includes(state)) {
    throw operationConflict(id, `its provisioning state is ${state}`);
  }
}

/** Throws 409 while the resource that is to hold another is not there yet, or not for long. */
export function requireSettled(id: ResourceId, parent: ArmResource): void {
  const state = parent.properties.provisioningState;
  if (comingOrGoing.includes(state)) {
    throw operationConflict(id, `the provisioning state of '${parent.name}' is ${state}`);
  }
}

/** Runs the synchronous part of a write. Throws 409 if another write is in that part already. */
export async function holding<T>(
  { held }: Simulation,
  id: ResourceId,
  work: () => Promise<T>,
): Promise<T> {
  const key = keyOf(id);
  if (held.has(key)) {
    throw operationConflict(id, 'another write of it is being taken in');
  }
  held.add(key);
  try {
    return await work();
  } finally {
    held.delete(key);
  }
}

function operationConflict(id: ResourceId, why: string): ArmError {
  return conflict(
    `Conflict of operation, another operation on same entity is already running in workspace ` +
      `${id.names[0]}: ${formatResourceId(id)}, ${why}.`,
  );
}

/** Throws 400 if a new resource's name is not one its type takes. */
export function requireName({ name }: Kind, id: ResourceId): void {
  if (!name.pattern.test(nameOf(id))) {
    throw badRequest(
      'InvalidResourceName',
      `The name '${nameOf(id)}' is not valid for type '${id.type}': ${name.rule} were expected.`,
    );
  }
}

/** Throws 409 if one more resource of this type would be more than a quota allows. */
export function requireQuota({ behaviour, resources }: Simulation, id: ResourceId): void {
  const { quotas } = behaviour;
  if (id.type === 'workspaces/batchEndpoints') {
    const count = resources.count(id.type, undefined);
    refuseBeyond('endpoints per subscription', count, quotas.endpointsPerSubscription);
  }
  if (id.type === 'workspaces/batchEndpoints/deployments') {
    const endpoint = parentOf(id) ?? withinType(id, 'workspaces/batchEndpoints');
    const inEndpoint = resources.count(id.type, endpoint);
    refuseBeyond('deployments per endpoint', inEndpoint, quotas.deploymentsPerEndpoint);
    const inAll = resources.count(id.type, undefined);
    refuseBeyond('deployments per subscription', inAll, quotas.deploymentsPerSubscription);
  }
}

function refuseBeyond(what: string, count: number, quota: number): void {
  if (count >= quota) {
    const message = `The quota of ${quota} ${what} is used up (${count} in use). Request an increase or delete some.`;
    throw new ArmError(409, { code: 'QuotaExceeded', message });
  }
}
