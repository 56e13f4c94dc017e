import { badRequest } from '../arm/armError';
import type { Answer } from '../arm/call';
import type { Simulation } from '../simulation';
import { equal, findResource, requireResourceGroup, requireSubscription } from './lookup';

export type ContainersCall = {
  query: URLSearchParams;
  within: {
    type: 'workspaces' | 'registries';
    subscriptionId: string;
    /** Undefined for those of all groups. */
    resourceGroup: string | undefined;
  };
};

/** GET of the workspaces or registries of a resource group, or of the subscription: one page. */
export function listContainers(
  simulation: Simulation,
  { query, within: { type, subscriptionId, resourceGroup } }: ContainersCall,
): Answer {
  const unknown = [...query.keys()].find((name) => name.toLowerCase() !== 'api-version');
  if (unknown !== undefined) {
    throw badRequest('InvalidQueryParameter', `The query parameter '${unknown}' is not supported.`);
  }
  const { scope } = simulation;
  requireSubscription(scope, subscriptionId);
  if (resourceGroup !== undefined) {
    requireResourceGroup(scope, { subscriptionId, resourceGroup });
  }
  const value = scope[type]
    .filter((one) => equal(one.subscriptionId, subscriptionId))
    .filter((one) => resourceGroup === undefined || equal(one.resourceGroup, resourceGroup))
    .map((one) => findResource(simulation, { ...one, type, names: [one.name] }));
  return { status: 200, body: JSON.stringify({ value }) };
}
