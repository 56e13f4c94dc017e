import type { Circuit, Fleet } from '../fleet';
import type { Alert } from './alert';
import { indexFleet } from './fleetIndex';
import type { FleetIndex } from './fleetIndex';

/** What part of the fleet an alert speaks of. */
export type Scope =
  | { of: 'circuit'; circuit: Circuit }
  | { of: 'plant'; plant: string }
  | { of: 'fleet' }
  | { of: 'elsewhere'; reason: string };

const deploymentId = /\/(?:batch|online)Endpoints\/([^/]+)\/deployments\/([^/]+)$/i;
const endpointId = /\/(?:batch|online)Endpoints\/([^/]+)$/i;
const workspaceId =
  /\/(?:Microsoft\.MachineLearningServices|microsoft\.operationalinsights)\/workspaces\/[^/]+$/i;

/** Rules are written by many hands: `circuit_id`, `CircuitId` and `circuit` name the same. */
const spellings = {
  endpoint: ['endpointname', 'batchendpoint', 'batchendpointname', 'endpoint'],
  deployment: ['deploymentname', 'batchdeployment', 'batchdeploymentname', 'deployment'],
  plant: ['plantid', 'plant'],
  circuit: ['circuitid', 'circuit'],
  resource: ['resourceid', 'resource'],
} as const;

/** Ties alerts to a fleet; made once for many alerts. */
export function scopesIn(fleet: Fleet): (alert: Pick<Alert, 'dimensions' | 'targets'>) => Scope {
  const index = indexFleet(fleet);
  return (alert) => scopeIn(index, alert);
}

/**
 * Ties an alert to the fleet. What the alert says by name (dimensions, custom properties) comes
 * before what it points at, because a log alert points at the workspace it queried.
 */
export function scopeOf(alert: Pick<Alert, 'dimensions' | 'targets'>, fleet: Fleet): Scope {
  return scopesIn(fleet)(alert);
}

function scopeIn(
  index: FleetIndex,
  { dimensions, targets }: Pick<Alert, 'dimensions' | 'targets'>,
): Scope {
  const { endpoint, deployment, plant, circuit, resource } = namesIn(dimensions);
  if (endpoint !== undefined) {
    return deployment === undefined
      ? plantScope(index.plantOfEndpoint(endpoint), `endpoint ${endpoint}`)
      : deploymentScope(index, endpoint, deployment);
  }
  if (plant !== undefined) {
    return namedScope(index, plant, circuit ?? deployment);
  }
  const alone = circuit ?? deployment;
  if (alone !== undefined) {
    return aloneScope(index, alone);
  }
  const pointed = resource?.startsWith('/subscriptions/') ? [resource, ...targets] : targets;
  return targetScope(index, pointed);
}

type Names = Partial<Record<keyof typeof spellings, string>>;

function namesIn(dimensions: Readonly<Record<string, string>>): Names {
  const plain = new Map(
    Object.entries(dimensions).map(([name, value]) => [name.replaceAll(/[^a-z]/gi, ''), value]),
  );
  const found: Names = {};
  for (const name of ['endpoint', 'deployment', 'plant', 'circuit', 'resource'] as const) {
    const value = spellings[name].map((spelling) => plain.get(spelling)).find(Boolean);
    if (value !== undefined) {
      found[name] = value;
    }
  }
  return found;
}

function targetScope(index: FleetIndex, targets: readonly string[]): Scope {
  for (const target of targets) {
    const [, endpoint, deployment] = deploymentId.exec(target) ?? [];
    if (endpoint !== undefined && deployment !== undefined) {
      return deploymentScope(index, endpoint, deployment);
    }
    const [, whole] = endpointId.exec(target) ?? [];
    if (whole !== undefined) {
      return plantScope(index.plantOfEndpoint(whole), `endpoint ${whole}`);
    }
    if (workspaceId.test(target)) {
      return { of: 'fleet' };
    }
  }
  return elsewhere(targets.length === 0 ? 'no target' : `target ${targets.join(', ')}`);
}

function deploymentScope(index: FleetIndex, endpoint: string, deployment: string): Scope {
  const plant = index.plantOfEndpoint(endpoint);
  const circuit = plant === undefined ? undefined : index.circuitOfDeployment(plant, deployment);
  return circuitScope(circuit, `deployment ${endpoint}/${deployment}`);
}

function namedScope(index: FleetIndex, plantId: string, name: string | undefined): Scope {
  const plant = index.plant(plantId);
  if (plant === undefined || name === undefined) {
    return plantScope(plant, `plant ${plantId}`);
  }
  const circuit = index.circuit(plant, name) ?? index.circuitOfDeployment(plant, name);
  return circuitScope(circuit, `circuit ${plantId}/${name}`);
}

/** Without its plant a circuit is known only if there is no other of its name. */
function aloneScope(index: FleetIndex, name: string): Scope {
  const [circuit, ...others] = index.circuitsCalled(name);
  return circuitScope(others.length === 0 ? circuit : undefined, `circuit ${name} without a plant`);
}

function plantScope(plant: string | undefined, what: string): Scope {
  return plant === undefined ? elsewhere(what) : { of: 'plant', plant };
}

function circuitScope(circuit: Circuit | undefined, what: string): Scope {
  return circuit === undefined ? elsewhere(what) : { of: 'circuit', circuit };
}

function elsewhere(what: string): Scope {
  const named = what.length > 200 ? `${what.slice(0, 200)}…` : what;
  return { of: 'elsewhere', reason: `${named} is not of this fleet` };
}
