import { isDeepStrictEqual } from 'node:util';
import { notFound } from '../arm/armError';
import type { Answer, ResourceCall } from '../arm/call';
import { methodNotAllowed } from '../arm/methodNotAllowed';
import { formatResourceId } from '../arm/resourceId';
import type { ArmResource } from '../arm/resource';
import { systemDataAfter } from '../arm/systemData';
import { kinds } from '../kinds/kinds';
import type { Simulation } from '../simulation';
import { inTransaction } from '../store/database';
import { draftOperation } from './draftOperation';
import { holding, requireIdle } from './guards';
import { identified } from './identified';
import { requireParent } from './lookup';
import { acceptedHeaders } from './operationHeaders';
import { requireTags } from './requireTags';
import { shown } from './shown';
import { settleOperations } from './settleOperations';

/** PATCH: changes the few fields that a type lets be changed one by one. */
export async function patchResource(simulation: Simulation, call: ResourceCall): Promise<Answer> {
  return holding(simulation, call.id, async () => {
    draftPatch(simulation, call);
    await simulation.take('patch');
    settleOperations(simulation);
    return inTransaction(simulation.database, () => commit(simulation, call));
  });
}

function draftPatch(
  simulation: Simulation,
  { id, body, principal }: ResourceCall,
): { resource: ArmResource; prefix: string; isScaled: boolean } {
  const kind = kinds[id.type];
  if (!kind?.patch || !kind.operation) {
    throw methodNotAllowed('PATCH', kind ? ['GET', 'PUT', 'DELETE'] : ['GET']);
  }
  requireParent(simulation, id, 'write');
  const current = simulation.resources.get(id);
  if (!current) {
    throw notFound(formatResourceId(id));
  }
  requireIdle(id, current);
  const systemData = systemDataAfter(current.systemData, principal, simulation.now());
  const changed = kind.patch(body, current, simulation.behaviour);
  requireTags(simulation.behaviour, changed.tags);
  const patched = { ...changed, systemData };
  const resource = identified(simulation, patched);
  // Instances come and go slowly, however lightly other changes are taken.
  const isScaled = !isDeepStrictEqual(resource['sku'], current['sku']);
  return { resource, prefix: kind.operation.prefix, isScaled };
}

function commit(simulation: Simulation, call: ResourceCall): Answer {
  const { id, fault, apiVersion } = call;
  const { resource, prefix, isScaled } = draftPatch(simulation, call);
  if (simulation.behaviour.patchAnswer === 'done' && !isScaled) {
    simulation.resources.save(id, resource);
    return { status: 200, body: shown(simulation, call, JSON.stringify(resource)) };
  }
  const operation = draftOperation(simulation, {
    id,
    prefix,
    running: isScaled ? 'Scaling' : 'Updating',
    latency: isScaled ? 'scaleOperation' : 'patchOperation',
    fault,
  });
  const properties = { ...resource.properties, provisioningState: operation.running };
  simulation.resources.save(id, { ...resource, properties });
  simulation.operations.add(operation);
  return { status: 202, headers: acceptedHeaders(simulation, { ...operation, apiVersion }) };
}
