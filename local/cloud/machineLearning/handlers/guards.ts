import { ArmError, badRequest, conflict } from '../arm/armError';
import { formatResourceId, keyOf, nameOf, parentOf } from '../arm/resourceId';
import type { ResourceId } from '../arm/resourceId';
import type { ArmResource } from '../arm/resource';
import type { ResourceType } from '../arm/resourceType';
import type { Kind } from '../kinds/kind';
import type { Simulation } from '../simulation';

const busy: readonly (string | undefined)[] = ['Creating', 'Updating', 'Scaling', 'Deleting'];
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
  const subscription = `/subscriptions/${id.subscriptionId}`;
  if (endpointTypes.includes(id.type)) {
    const count = total(resources, endpointTypes, subscription);
    refuseBeyond('endpoints per subscription', count, quotas.endpointsPerSubscription);
  }
  if (deploymentTypes.includes(id.type)) {
    const inEndpoint = resources.count(id.type, formatResourceId(parentOf(id) ?? id));
    refuseBeyond('deployments per endpoint', inEndpoint, quotas.deploymentsPerEndpoint);
    const inAll = total(resources, deploymentTypes, subscription);
    refuseBeyond('deployments per subscription', inAll, quotas.deploymentsPerSubscription);
  }
}

const endpointTypes: readonly ResourceType[] = [
  'workspaces/batchEndpoints',
  'workspaces/onlineEndpoints',
];
const deploymentTypes: readonly ResourceType[] = [
  'workspaces/batchEndpoints/deployments',
  'workspaces/onlineEndpoints/deployments',
];

/** Batch and online count together. */
function total(
  resources: Simulation['resources'],
  types: readonly ResourceType[],
  subscription: string,
): number {
  return types.reduce((sum, type) => sum + resources.count(type, subscription), 0);
}

/** Throws 409 if a registry had this version before and deleted it: it takes none twice. */
export function requireNotBuried({ behaviour, resources }: Simulation, id: ResourceId): void {
  if (behaviour.deletedRegistryVersions === 'refuse' && resources.isBuried(id)) {
    throw conflict(`The version '${formatResourceId(id)}' was deleted, it cannot be recreated.`);
  }
}

function refuseBeyond(what: string, count: number, quota: number): void {
  if (count >= quota) {
    const message = `The quota of ${quota} ${what} is used up (${count} in use). Request an increase or delete some.`;
    throw new ArmError(409, { code: 'QuotaExceeded', message });
  }
}
