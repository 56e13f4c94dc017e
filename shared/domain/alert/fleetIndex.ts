import { circuitsOf, deploymentOf, endpointOf } from '../fleet';
import type { Circuit, Fleet } from '../fleet';

/** A fleet to look things up in by the names alerts use, whatever their case: ten thousand alerts ask. */
export type FleetIndex = {
  plant(id: string): string | undefined;
  plantOfEndpoint(endpoint: string): string | undefined;
  circuit(plant: string, id: string): Circuit | undefined;
  circuitOfDeployment(plant: string, deployment: string): Circuit | undefined;
  /** All circuits of that id or deployment: ids are unique within their plant only. */
  circuitsCalled(name: string): readonly Circuit[];
};

export function indexFleet(fleet: Fleet): FleetIndex {
  const { naming, plants } = fleet;
  const byId = new Map(plants.map(({ id }) => [id.toLowerCase(), id]));
  const byEndpoint = new Map(
    plants.map(({ id }) => [endpointOf(naming, id).toLowerCase(), id] as const),
  );
  const byCircuit = new Map<string, Circuit>();
  const byDeployment = new Map<string, Circuit>();
  const byName = new Map<string, Circuit[]>();
  for (const circuit of circuitsOf(fleet)) {
    const deployment = deploymentOf(naming, circuit.circuit);
    byCircuit.set(pair(circuit.plant, circuit.circuit), circuit);
    byDeployment.set(pair(circuit.plant, deployment), circuit);
    for (const name of new Set([circuit.circuit.toLowerCase(), deployment.toLowerCase()])) {
      const called = byName.get(name);
      if (called) {
        called.push(circuit);
      } else {
        byName.set(name, [circuit]);
      }
    }
  }
  return {
    plant: (id) => byId.get(id.toLowerCase()),
    plantOfEndpoint: (endpoint) => byEndpoint.get(endpoint.toLowerCase()),
    circuit: (plant, id) => byCircuit.get(pair(plant, id)),
    circuitOfDeployment: (plant, deployment) => byDeployment.get(pair(plant, deployment)),
    circuitsCalled: (name) => byName.get(name.toLowerCase()) ?? [],
  };
}

function pair(plant: string, name: string): string {
  return `${plant}/${name}`.toLowerCase();
}
