import type { ControlRequest, ControlRoute } from '../../control/route';
import { settleOperations } from '../handlers/settleOperations';
import type { Simulation } from '../simulation';
import { badControlRequest } from './badControlRequest';
import { ImportedResources, importResources } from './importResources';

const path = '/machineLearning/resources';

/** The whole state, read and set from behind: without latency, throttling or operations. */
export function resourceRoutes(simulation: Simulation): ControlRoute[] {
  return [
    {
      method: 'GET',
      path,
      handle(request) {
        settleOperations(simulation);
        const bodies = simulation.resources.bodiesUnder(prefixOf(request));
        return { status: 200, body: bodies.map((body): unknown => JSON.parse(body)) };
      },
    },
    {
      method: 'PUT',
      path,
      handle({ body }) {
        const imported = ImportedResources.safeParse(body);
        if (!imported.success) {
          return badControlRequest(imported.error);
        }
        importResources(simulation, imported.data);
        return { status: 200, body: { imported: imported.data.length } };
      },
    },
    {
      method: 'DELETE',
      path,
      handle(request) {
        const prefix = prefixOf(request);
        simulation.operations.cancelUnder(prefix.toLowerCase(), simulation.now());
        simulation.keys.removeUnder(prefix.toLowerCase());
        const removed = simulation.resources.removeUnder(prefix);
        return { status: 200, body: { removed } };
      },
    },
  ];
}

function prefixOf({ query }: ControlRequest): string {
  return query.get('prefix') ?? '/';
}
