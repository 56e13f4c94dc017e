import { ArmError } from '../arm/armError';
import type { Answer } from '../arm/call';
import { parseResourceId } from '../arm/resourceId';
import { endOf, operationStatus } from '../clock/operation';
import type { Operation } from '../clock/operation';
import type { Simulation } from '../simulation';
import { equal } from './lookup';
import { shown } from './shown';
import { acceptedHeaders, operationPath, retryAfter, subscriptionOf } from './operationHeaders';

type OperationCall = {
  subscriptionId: string;
  name: string;
  apiVersion: string;
  /** The moment as of which operations have taken their effect. */
  now: number;
};

/** GET of the URL in `Azure-AsyncOperation`: always 200, with the operation's state. */
export function getOperationStatus(simulation: Simulation, call: OperationCall): Answer {
  const operation = requireOperation(simulation, call);
  const id = operationPath(simulation.scope, 'mfeOperationsStatus', operation);
  const { now } = call;
  const headers = now < endOf(operation) ? retryAfter(simulation.behaviour) : {};
  return { status: 200, headers, body: JSON.stringify(operationStatus(operation, id, now)) };
}

/** GET of the URL in `Location` after a 202: 202 again while it runs, then what came of it. */
export function getOperationResult(simulation: Simulation, call: OperationCall): Answer {
  const operation = requireOperation(simulation, call);
  if (call.now < endOf(operation)) {
    return { status: 202, headers: acceptedHeaders(simulation, { ...call, ...operation }) };
  }
  const { ending } = operation;
  if (ending.status === 'Failed' || ending.status === 'Canceled') {
    throw new ArmError(400, ending.error);
  }
  if (operation.running === 'Aside') {
    return { status: 200 };
  }
  const id = parseResourceId(operation.resourceKey);
  const body = id && simulation.resources.body(id);
  return id === undefined || body === undefined
    ? { status: 204 }
    : { status: 200, body: shown(simulation, { ...call, id }, body) };
}

function requireOperation(simulation: Simulation, call: OperationCall): Operation {
  const operation = simulation.operations.get(call.name);
  if (!operation || !equal(call.subscriptionId, subscriptionOf(simulation.scope, operation))) {
    const message = `The operation '${call.name}' could not be found.`;
    throw new ArmError(404, { code: 'NotFound', message });
  }
  return operation;
}
