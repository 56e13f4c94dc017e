import { answerAlerts } from '../alerts/answerAlerts';
import { runAction } from '../actions/runAction';
import type { Principal } from '../../identity/principal';
import type { Answer } from '../arm/call';
import { methodNotAllowed } from '../arm/methodNotAllowed';
import type { Route } from '../arm/route';
import type { FaultEffect } from '../faults/rule';
import { deleteResource } from '../handlers/deleteResource';
import { getOperationResult, getOperationStatus } from '../handlers/followOperation';
import { getResource } from '../handlers/getResource';
import { listContainers } from '../handlers/listContainers';
import { listResources } from '../handlers/listResources';
import { patchResource } from '../handlers/patchResource';
import { putResource } from '../handlers/putResource';
import { settleOperations } from '../handlers/settleOperations';
import { answerGraphQuery } from '../resourceGraph/answerGraphQuery';
import { graphParser } from '../resourceGraph/graphParser';
import type { Simulation } from '../simulation';

/** A call that has been let in, and what is left to do is to carry it out. */
export type AdmittedCall = {
  method: string;
  query: URLSearchParams;
  apiVersion: string;
  principal: Principal;
  body: unknown;
  fault: FaultEffect | undefined;
};

/** Carries out a call on what its path stands for. */
export async function dispatch(
  simulation: Simulation,
  route: Route,
  call: AdmittedCall,
): Promise<Answer> {
  if (route.kind === 'alerts') {
    await simulation.take('read');
    return answerAlerts(simulation, route.alerts, call);
  }
  if (route.kind === 'resourceGraph') {
    return queryGraph(simulation, call);
  }
  if (call.method === 'GET') {
    await simulation.take(isList(route) ? 'list' : 'read');
    const now = settleOperations(simulation);
    return read(simulation, route, { ...call, now });
  }
  if (route.kind === 'action') {
    await simulation.take('read');
    settleOperations(simulation);
    return runAction(simulation, { ...route, ...call }, { ...call, id: route.id });
  }
  if (route.kind !== 'resource') {
    throw methodNotAllowed(call.method, ['GET']);
  }
  settleOperations(simulation);
  const resourceCall = { ...call, id: route.id };
  switch (call.method) {
    case 'PUT':
      return putResource(simulation, resourceCall);
    case 'PATCH':
      return patchResource(simulation, resourceCall);
    case 'DELETE':
      return deleteResource(simulation, resourceCall);
    default:
      throw methodNotAllowed(call.method, ['GET', 'PUT', 'PATCH', 'DELETE']);
  }
}

async function queryGraph(simulation: Simulation, { method, body }: AdmittedCall): Promise<Answer> {
  if (method !== 'POST') {
    throw methodNotAllowed(method, ['POST']);
  }
  await simulation.take('read');
  return answerGraphQuery(simulation, await graphParser(), body);
}

function isList({ kind }: Route): boolean {
  return kind === 'collection' || kind === 'containers';
}

type ResourceRoute = Exclude<Route, { kind: 'alerts' | 'resourceGraph' }>;

function read(
  simulation: Simulation,
  route: ResourceRoute,
  call: AdmittedCall & { now: number },
): Answer {
  switch (route.kind) {
    case 'resource':
      return getResource(simulation, { ...call, id: route.id });
    case 'collection':
      return listResources(simulation, { ...call, id: route.id });
    case 'containers':
      return listContainers(simulation, {
        ...call,
        within: { ...route, resourceGroup: undefined },
      });
    case 'action':
      return runAction(simulation, { ...route, ...call }, { ...call, id: route.id });
    case 'operationStatus':
      return getOperationStatus(simulation, { ...call, ...route });
    case 'operationResult':
      return getOperationResult(simulation, { ...call, ...route });
  }
}
