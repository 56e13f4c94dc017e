import { badRequest, conflict } from '../arm/armError';
import { formatResourceId, nameOf, parentOf } from '../arm/resourceId';
import type { ResourceId } from '../arm/resourceId';
import type { ArmResource, ResourceContent } from '../arm/resource';
import type { ResourceType } from '../arm/resourceType';
import { Defaults } from '../kinds/batchEndpoint';
import type { Kind } from '../kinds/kind';
import { Shares } from '../kinds/onlineEndpoint';
import type { Simulation } from '../simulation';
import { equal } from './lookup';

const deploymentTypes: Partial<Record<ResourceType, ResourceType>> = {
  'workspaces/batchEndpoints': 'workspaces/batchEndpoints/deployments',
  'workspaces/onlineEndpoints': 'workspaces/onlineEndpoints/deployments',
};

/** Throws 400 if an endpoint's content speaks of a deployment that it has not got. */
export function requireDeployments(
  { behaviour, resources }: Simulation,
  id: ResourceId,
  { kind, content }: { kind: Kind; content: ResourceContent },
): void {
  const type = deploymentTypes[id.type];
  if (!type || behaviour.unknownDeployments === 'accept') {
    return;
  }
  for (const name of kind.deployments(content)) {
    const deployment = { ...id, type, names: [...id.names, name] };
    if (resources.body(deployment) === undefined) {
      throw badRequest(
        'InvalidRequestContent',
        `The deployment '${name}' was not found in the endpoint '${nameOf(id)}'.`,
      );
    }
  }
}

/** Throws 409 while requests go to an online deployment, which must not go away then. */
export function requireNoTraffic({ behaviour, resources }: Simulation, id: ResourceId): void {
  const endpoint = endpointOf(id);
  const resource = endpoint && resources.get(endpoint);
  if (!resource || behaviour.deletionUnderTraffic === 'allow') {
    return;
  }
  const { traffic, mirrorTraffic } = Shares.parse(resource.properties);
  const share = [...Object.entries(traffic), ...Object.entries(mirrorTraffic)].find(
    ([name, percent]) => equal(name, nameOf(id)) && percent > 0,
  );
  if (share) {
    throw conflict(
      `The deployment '${formatResourceId(id)}' receives ${share[1]} % of its endpoint's traffic. Set it to 0 before the deployment is deleted.`,
    );
  }
}

/** Once a deployment is gone, its endpoint speaks of it no more. */
export function forgetDeployment({ resources }: Simulation, id: ResourceId): void {
  const endpoint = endpointOf(id);
  const resource = endpoint && resources.get(endpoint);
  if (resource) {
    resources.save(endpoint, withoutDeployment(resource, nameOf(id)));
  }
}

function endpointOf(id: ResourceId): ResourceId | undefined {
  return id.type.endsWith('/deployments') ? parentOf(id) : undefined;
}

function withoutDeployment(endpoint: ArmResource, name: string): ArmResource {
  const { properties } = endpoint;
  if (!('traffic' in properties)) {
    const { deploymentName } = Defaults.parse(properties['defaults']);
    const isDefault = equal(deploymentName ?? '', name);
    const changed = isDefault ? { defaults: { deploymentName: null } } : {};
    return { ...endpoint, properties: { ...properties, ...changed } };
  }
  const { traffic, mirrorTraffic } = Shares.parse(properties);
  const others = (shares: Record<string, number>) =>
    Object.fromEntries(Object.entries(shares).filter(([one]) => !equal(one, name)));
  return {
    ...endpoint,
    properties: { ...properties, traffic: others(traffic), mirrorTraffic: others(mirrorTraffic) },
  };
}
