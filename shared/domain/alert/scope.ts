import { circuitAt, plantAt, same } from '../fleet';
import type { Circuit, Fleet } from '../fleet';
import type { Alert } from './readAlert';

/** What part of the fleet an alert speaks of. */
export type Scope =
  | { of: 'circuit'; circuit: Circuit }
  | { of: 'plant'; plant: string }
  | { of: 'fleet' }
  | { of: 'elsewhere'; reason: string };

const deploymentId = /\/batchEndpoints\/([^/]+)\/deployments\/([^/]+)$/i;
const endpointId = /\/batchEndpoints\/([^/]+)$/i;
const workspaceId =
  /\/(?:Microsoft\.MachineLearningServices|microsoft\.operationalinsights)\/workspaces\/[^/]+$/i;

/**
 * Ties an alert to the fleet. What the alert says by name (dimensions, custom properties) comes
 * before what it points at, because a log alert points at the workspace it queried.
 */
export function scopeOf({ dimensions, targets }: Alert, fleet: Fleet): Scope {
  const endpoint = dimensions['endpoint_name'];
  const deployment = dimensions['deployment_name'];
  if (endpoint !== undefined) {
    return deployment === undefined
      ? plantScope(fleet, endpoint)
      : circuitScope(fleet, endpoint, deployment);
  }
  const plant = dimensions['plant_id'];
  const circuit = dimensions['circuit_id'];
  if (plant !== undefined) {
    return namedScope(fleet, plant, circuit);
  }
  return circuit === undefined
    ? targetScope(fleet, targets)
    : elsewhere(`circuit ${circuit} without a plant`);
}

function targetScope(fleet: Fleet, targets: readonly string[]): Scope {
  for (const target of targets) {
    const [, endpoint, deployment] = deploymentId.exec(target) ?? [];
    if (endpoint !== undefined && deployment !== undefined) {
      return circuitScope(fleet, endpoint, deployment);
    }
    const [, whole] = endpointId.exec(target) ?? [];
    if (whole !== undefined) {
      return plantScope(fleet, whole);
    }
    if (workspaceId.test(target)) {
      return { of: 'fleet' };
    }
  }
  return elsewhere(targets.length === 0 ? 'no target' : `target ${targets.join(', ')}`);
}

function circuitScope(fleet: Fleet, endpoint: string, deployment: string): Scope {
  const circuit = circuitAt(fleet, endpoint, deployment);
  return circuit ? { of: 'circuit', circuit } : elsewhere(`deployment ${endpoint}/${deployment}`);
}

function plantScope(fleet: Fleet, endpoint: string): Scope {
  const plant = plantAt(fleet, endpoint);
  return plant ? { of: 'plant', plant: plant.id } : elsewhere(`endpoint ${endpoint}`);
}

function namedScope(fleet: Fleet, plantId: string, circuitId: string | undefined): Scope {
  const plant = fleet.plants.find(({ id }) => same(id, plantId));
  if (!plant) {
    return elsewhere(`plant ${plantId}`);
  }
  if (circuitId === undefined) {
    return { of: 'plant', plant: plant.id };
  }
  const circuit = plant.circuits.find((id) => same(id, circuitId));
  return circuit
    ? { of: 'circuit', circuit: { plant: plant.id, circuit } }
    : elsewhere(`circuit ${plantId}/${circuitId}`);
}

function elsewhere(what: string): Scope {
  return { of: 'elsewhere', reason: `${what} is not of this fleet` };
}
