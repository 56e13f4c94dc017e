import { ArmError } from '../arm/armError';
import { guidFrom } from '../arm/guid';
import { formatResourceId, nameOf, parentOf, withinType } from '../arm/resourceId';
import type { ResourceId } from '../arm/resourceId';
import { provider } from '../arm/resourceType';
import type { ArmResource } from '../arm/resource';
import type { Container, Scope, Simulation } from '../simulation';

/** A resource by its id, a workspace or registry of the settings too. */
export function findResource(simulation: Simulation, id: ResourceId): ArmResource | undefined {
  if (id.type === 'workspaces' || id.type === 'registries') {
    return containerResource(simulation.scope, id);
  }
  return simulation.resources.get(id);
}

/** The resource that a child lies in. Throws 404 if any part of the way to it is missing. */
export function requireParent(simulation: Simulation, id: ResourceId, verb: string): ArmResource {
  requireResourceGroup(simulation.scope, id);
  const parent = parentOf(id);
  const found = parent && findResource(simulation, parent);
  if (!parent || !found) {
    const missing = formatResourceId(parent ?? id);
    const message =
      `Failed to perform '${verb}' on resource(s) of type '${id.type}', because the parent ` +
      `resource '${missing}' could not be found.`;
    throw new ArmError(404, { code: 'ParentResourceNotFound', message });
  }
  return found;
}

/** Every subscription there is; that of the settings first. */
export function subscriptionsOf({ subscriptionId, workspaces, registries }: Scope): string[] {
  const others = [...workspaces, ...registries].map((container) => container.subscriptionId);
  return [...new Set([subscriptionId, ...others])];
}

/** Throws 404 if there is no such subscription. */
export function requireSubscription(scope: Scope, subscriptionId: string): void {
  if (!subscriptionsOf(scope).some((known) => equal(known, subscriptionId))) {
    const message = `The subscription '${subscriptionId}' could not be found.`;
    throw new ArmError(404, { code: 'SubscriptionNotFound', message });
  }
}

/** Throws 404 if the subscription or the resource group is not there. */
export function requireResourceGroup(
  scope: Scope,
  { subscriptionId, resourceGroup }: Pick<ResourceId, 'subscriptionId' | 'resourceGroup'>,
): void {
  requireSubscription(scope, subscriptionId);
  const all = [...scope.workspaces, ...scope.registries];
  if (
    !all.some(
      (container) =>
        equal(container.subscriptionId, subscriptionId) &&
        equal(container.resourceGroup, resourceGroup),
    )
  ) {
    const message = `Resource group '${resourceGroup}' could not be found.`;
    throw new ArmError(404, { code: 'ResourceGroupNotFound', message });
  }
}

/** A workspace or registry as a resource; undefined if the settings name no such one. */
function containerResource(scope: Scope, id: ResourceId): ArmResource | undefined {
  const all = id.type === 'workspaces' ? scope.workspaces : scope.registries;
  const found = all.find(
    ({ subscriptionId, resourceGroup, name }) =>
      equal(subscriptionId, id.subscriptionId) &&
      equal(resourceGroup, id.resourceGroup) &&
      equal(name, nameOf(id)),
  );
  if (!found) {
    return undefined;
  }
  const { location } = scope;
  const stored = { ...found, type: id.type, names: [found.name] };
  return {
    id: formatResourceId(stored),
    name: found.name,
    type: `${provider}/${id.type}`,
    location,
    tags: {},
    properties:
      id.type === 'workspaces'
        ? {
            workspaceId: workspaceGuid(found),
            friendlyName: found.name,
            provisioningState: 'Succeeded',
          }
        : { publicNetworkAccess: 'Enabled', regionDetails: [{ location }] },
  };
}

/** The immutable id of a workspace: made from where it is, so the same after every start. */
export function workspaceGuid({ subscriptionId, resourceGroup, name }: Container): string {
  return guidFrom([subscriptionId, resourceGroup, name].join('/').toLowerCase());
}

/** The immutable id of the workspace or registry that a resource lies in. */
export function homeGuid(id: ResourceId): string {
  const home = withinType(id, id.type.startsWith('registries') ? 'registries' : 'workspaces');
  return workspaceGuid({ ...home, name: nameOf(home) });
}

export function equal(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
