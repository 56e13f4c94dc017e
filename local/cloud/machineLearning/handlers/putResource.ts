import { z } from 'zod';
import type { Answer, ResourceCall } from '../arm/call';
import type { ArmResource } from '../arm/resource';
import type { Operation } from '../clock/operation';
import type { KindOperation } from '../kinds/kind';
import { submitResource } from '../jobs/submitJob';
import type { Simulation } from '../simulation';
import { inTransaction } from '../store/database';
import { draftOperation } from './draftOperation';
import { draftPut } from './draftPut';
import type { PutDraft } from './draftPut';
import { holding } from './guards';
import { findMissingAsset } from './missingAsset';
import { refreshContainer } from './refreshContainer';
import { shown } from './shown';
import { settleOperations } from './settleOperations';
import { operationTimeout, operationUrl } from './operationHeaders';

/**
 * PUT: makes a resource or replaces it whole. It takes effect at the end of its synchronous part,
 * just before it is answered, if nothing speaks against it by then.
 */
export async function putResource(simulation: Simulation, call: ResourceCall): Promise<Answer> {
  return holding(simulation, call.id, async () => {
    const { kind } = draftPut(simulation, call);
    await simulation.take(kind.writeLatency);
    settleOperations(simulation);
    return inTransaction(simulation.database, () => commit(simulation, call));
  });
}

function commit(simulation: Simulation, call: ResourceCall): Answer {
  const draft = draftPut(simulation, call);
  if (draft.kind.operation) {
    return startPut(simulation, call, { ...draft, start: draft.kind.operation });
  }
  simulation.resources.save(call.id, draft.resource);
  refreshContainer(simulation, call.id);
  if (call.id.type === 'workspaces/jobs' && !draft.current) {
    submitResource(simulation, call.id, draft.resource);
  }
  const body = JSON.stringify(simulation.resources.get(call.id));
  return { status: draft.current ? 200 : 201, body: shown(simulation, call, body) };
}

function startPut(
  simulation: Simulation,
  call: ResourceCall,
  { kind, current, resource, start }: PutDraft & { start: KindOperation },
): Answer {
  const operation = draftOperation(simulation, {
    id: call.id,
    prefix: start.prefix,
    running: current ? 'Updating' : start.creating,
    latency: start.latency,
    missingAsset: findMissingAsset(simulation, kind.assets(resource)),
    fault: call.fault,
  });
  const { apiVersion } = call;
  const followedAt = operationUrl(simulation, 'mfeOperationsStatus', { ...operation, apiVersion });
  const running = marked(simulation, { resource, operation, followedAt });
  simulation.resources.save(call.id, running);
  refreshContainer(simulation, call.id);
  simulation.operations.add(operation);
  return {
    status: current ? simulation.behaviour.updateStatus : 201,
    headers: {
      'Azure-AsyncOperation': followedAt,
      Location: `${simulation.origin}${resource.id}?api-version=${apiVersion}`,
      'x-ms-async-operation-timeout': operationTimeout,
    },
    body: shown(simulation, call, JSON.stringify(running)),
  };
}

const Marks = z.record(z.string(), z.unknown());

/** A resource while an operation runs on it, with the marks that the real service leaves. */
function marked(
  { behaviour }: Simulation,
  {
    resource,
    operation,
    followedAt,
  }: { resource: ArmResource; operation: Operation; followedAt: string },
): ArmResource {
  const { properties } = resource;
  const stamp =
    behaviour.stampOperationUri && /\/(batch|online)Endpoints/.test(resource.type)
      ? {
          properties: {
            ...Marks.parse(properties['properties']),
            AzureAsyncOperationUri: followedAt,
          },
        }
      : {};
  return {
    ...resource,
    properties: { ...properties, ...stamp, provisioningState: operation.running },
  };
}
