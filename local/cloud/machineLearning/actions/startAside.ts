import type { Answer, ResourceCall } from '../arm/call';
import type { Latency } from '../clock/latency';
import type { Operation } from '../clock/operation';
import { draftOperation } from '../handlers/draftOperation';
import { acceptedHeaders } from '../handlers/operationHeaders';
import type { Simulation } from '../simulation';

/** Makes the operation of an action: it leaves the state of its resource alone. */
export function draftAside(
  simulation: Simulation,
  { id, fault }: ResourceCall,
  { prefix, latency }: { prefix: string; latency: Latency },
): Operation {
  return draftOperation(simulation, { id, prefix, running: 'Aside', latency, fault });
}

/** Answers an action as accepted, with the operation to follow, or as done. */
export function answerAside(
  simulation: Simulation,
  { apiVersion }: ResourceCall,
  operation: Operation,
): Answer {
  if (simulation.behaviour.actionAnswer === 'done') {
    return { status: 200 };
  }
  simulation.operations.add(operation);
  return { status: 202, headers: acceptedHeaders(simulation, { ...operation, apiVersion }) };
}
