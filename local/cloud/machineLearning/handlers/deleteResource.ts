import type { Answer, ResourceCall } from '../arm/call';
import { methodNotAllowed } from '../arm/methodNotAllowed';
import { kinds } from '../kinds/kinds';
import type { Simulation } from '../simulation';
import { inTransaction } from '../store/database';
import { draftOperation } from './draftOperation';
import { requireNoTraffic } from './deploymentsInUse';
import { holding, requireIdle } from './guards';
import { requireParent } from './lookup';
import { acceptedHeaders } from './operationHeaders';
import { removeResource } from './removeResource';
import { settleOperations } from './settleOperations';

/** DELETE: takes a resource away with all that lies in it; 204 if it was not there. */
export async function deleteResource(simulation: Simulation, call: ResourceCall): Promise<Answer> {
  return holding(simulation, call.id, async () => {
    requireDeletable(simulation, call);
    await simulation.take('delete');
    settleOperations(simulation);
    return inTransaction(simulation.database, () => commit(simulation, call));
  });
}

function requireDeletable(simulation: Simulation, { id }: ResourceCall) {
  const kind = kinds[id.type];
  if (!kind) {
    throw methodNotAllowed('DELETE', ['GET']);
  }
  requireParent(simulation, id, 'delete');
  const current = simulation.resources.get(id);
  requireIdle(id, current);
  requireNoTraffic(simulation, id);
  return { kind, current };
}

function commit(simulation: Simulation, call: ResourceCall): Answer {
  const { id, fault, apiVersion } = call;
  const { kind, current } = requireDeletable(simulation, call);
  if (!current) {
    return { status: 204 };
  }
  if (!kind.operation) {
    removeResource(simulation, id);
    return { status: 200 };
  }
  const operation = draftOperation(simulation, {
    id,
    prefix: kind.operation.prefix,
    running: 'Deleting',
    latency: 'deleteOperation',
    fault,
  });
  const properties = { ...current.properties, provisioningState: operation.running };
  simulation.resources.save(id, { ...current, properties });
  simulation.operations.add(operation);
  return { status: 202, headers: acceptedHeaders(simulation, { ...operation, apiVersion }) };
}
