import { rewind } from '../control/rewind';
import { restartOrchestration } from '../control/startOrchestration';
import { raiseEvent, resume, suspend, terminate } from '../control/steer';
import type { Steered } from '../control/steer';
import { isTerminal } from '../store/instance';
import { empty, failed, isOfJson, json, jsonBody } from './exchange';
import type { ManagementRequest, ManagementResponse } from './exchange';
import type { ManagementParts } from './managementParts';
import { booleanParameter } from './queryParameters';
import { answerStart } from './routeOrchestrators';

type Target = { instanceId: string; operation: string; eventName: string | undefined };

/** `POST instances/{id}/{operation}`. */
export async function routeOperations(
  parts: ManagementParts,
  request: ManagementRequest,
  { instanceId, operation, eventName }: Target,
): Promise<ManagementResponse> {
  const reason = request.query.get('reason') ?? '';
  const { engine } = parts;
  switch (operation.toLowerCase()) {
    case 'terminate':
      return answer(terminate(engine, instanceId, reason));
    case 'suspend':
      return answer(suspend(engine, instanceId, reason));
    case 'resume':
      return answer(resume(engine, instanceId, reason));
    case 'rewind':
      return answerRewind(parts, instanceId, reason);
    case 'restart':
      return restart(parts, request, instanceId);
    case 'raiseevent':
      return eventName === undefined
        ? empty(404)
        : raise(parts, request, { instanceId, name: eventName });
    default:
      return empty(404);
  }
}

function answer(steered: Steered): ManagementResponse {
  switch (steered) {
    case 'done':
      return empty(202);
    case 'unknown':
      return empty(404);
    case 'ended':
      return empty(410);
    case 'suspended already':
    case 'not suspended':
      return failed(
        500,
        'System.InvalidOperationException',
        `The orchestration is ${steered}, so the operation has nothing to change.`,
      );
  }
}

function raise(
  { engine }: ManagementParts,
  request: ManagementRequest,
  { instanceId, name }: { instanceId: string; name: string },
): ManagementResponse {
  const status = engine.store.instances.execution(instanceId)?.status;
  if (status === undefined || isTerminal(status)) {
    return answer(status === undefined ? 'unknown' : 'ended');
  }
  if (!isOfJson(request)) {
    return json(400, { Message: 'Only application/json request content is supported' });
  }
  const input = jsonBody(request);
  if (input === undefined) {
    return json(400, { Message: 'Invalid JSON content' });
  }
  return answer(raiseEvent(engine, instanceId, { name, input }));
}

function answerRewind(
  { engine }: ManagementParts,
  instanceId: string,
  reason: string,
): ManagementResponse {
  const rewound = rewind(engine, instanceId, reason);
  switch (rewound.kind) {
    case 'done':
      return empty(202);
    case 'unknown':
      return json(404, `No orchestration with instance ID "${instanceId}" found.`);
    case 'not failed':
      return rewound.status === 'Completed' || rewound.status === 'Terminated'
        ? empty(410)
        : json(412, 'The rewind operation is only supported on failed orchestration instances.');
  }
}

async function restart(
  parts: ManagementParts,
  request: ManagementRequest,
  instanceId: string,
): Promise<ManagementResponse> {
  const withNewId = booleanParameter(request.query, 'restartWithNewInstanceId') ?? true;
  const started = await restartOrchestration(parts.engine, instanceId, withNewId);
  switch (started.kind) {
    case 'unknown':
      return json(400, { Message: 'InstanceId does not match a valid orchestration instance.' });
    case 'conflict':
      return json(409, {
        Message: 'A non-terminal instance with this instance ID already exists.',
      });
    case 'started':
    case 'refused':
      return answerStart(parts, request, started);
  }
}
