import type { ActionName } from '../arm/action';
import type { Answer, ResourceCall } from '../arm/call';
import { methodNotAllowed } from '../arm/methodNotAllowed';
import type { Simulation } from '../simulation';
import { inTransaction } from '../store/database';
import { cancelJob } from './cancelJob';
import { getLogs } from './deploymentLogs';
import { getToken, listKeys, regenerateKeys } from './endpointKeys';
import { listSkus } from './listSkus';

type Action = {
  method: 'GET' | 'POST';
  run: (simulation: Simulation, call: ResourceCall) => Answer;
};

const actions: Readonly<Record<ActionName, Action>> = {
  listKeys: { method: 'POST', run: listKeys },
  regenerateKeys: { method: 'POST', run: regenerateKeys },
  token: { method: 'POST', run: getToken },
  getLogs: { method: 'POST', run: getLogs },
  skus: { method: 'GET', run: listSkus },
  cancel: { method: 'POST', run: cancelJob },
};

/** Carries out an action on a resource. Throws 405 for another method than the action's. */
export function runAction(
  simulation: Simulation,
  { action, method }: { action: ActionName; method: string },
  call: ResourceCall,
): Answer {
  const { method: expected, run } = actions[action];
  if (method !== expected) {
    throw methodNotAllowed(method, [expected]);
  }
  return inTransaction(simulation.database, () => run(simulation, call));
}
