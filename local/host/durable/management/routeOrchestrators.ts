import { startOrchestration } from '../control/startOrchestration';
import type { Started } from '../control/startOrchestration';
import { isTerminal } from '../store/instance';
import { failed, json, jsonBody } from './exchange';
import type { ManagementRequest, ManagementResponse } from './exchange';
import { managementLinks } from './links';
import type { ManagementParts } from './managementParts';
import { numberParameter } from './queryParameters';
import { statusBody } from './statusBody';

/** `POST orchestrators/{name}[/{instanceId}]`: starts, and waits if asked to. */
export async function routeOrchestrators(
  parts: ManagementParts,
  request: ManagementRequest,
  [name, instanceId]: readonly (string | undefined)[],
): Promise<ManagementResponse> {
  const input = request.body.length > 0 ? jsonBody(request) : null;
  if (input === undefined) {
    return json(400, { Message: 'Invalid JSON content' });
  }
  const started = await startOrchestration(parts.engine, {
    name: name ?? '',
    instanceId,
    input,
    version: request.query.get('version') ?? undefined,
  });
  return answerStart(parts, request, started);
}

/** What a start came to: where to watch it, or the result if it ended while the caller waits. */
export async function answerStart(
  parts: ManagementParts,
  request: ManagementRequest,
  started: Started,
): Promise<ManagementResponse> {
  switch (started.kind) {
    case 'refused':
      return failed(400, 'System.ArgumentException', started.reason);
    case 'conflict': {
      const Message = `An Orchestration instance with the status ${started.status} already exists.`;
      return json(409, { Message });
    }
    case 'started': {
      const ended = await waitForEnd(parts, request, started.instanceId);
      return ended ?? watch(parts, request, started.instanceId);
    }
  }
}

/** Any polling interval will do: the engine says when an orchestration has ended. */
async function waitForEnd(
  { engine, endings }: ManagementParts,
  { query }: ManagementRequest,
  instanceId: string,
): Promise<ManagementResponse | undefined> {
  const timeoutSeconds = numberParameter(query, 'timeout');
  if (timeoutSeconds === undefined || numberParameter(query, 'pollingInterval') === undefined) {
    return undefined;
  }
  await endings.wait(instanceId, timeoutSeconds * 1000);
  const instance = engine.store.instances.get(instanceId);
  if (instance === undefined || !isTerminal(instance.status)) {
    return undefined;
  }
  const body = statusBody(instance, { showInput: true });
  return json(200, instance.status === 'Completed' ? body.output : body);
}

function watch(
  { engine: { options } }: ManagementParts,
  { origin }: ManagementRequest,
  instanceId: string,
): ManagementResponse {
  const links = managementLinks({ ...options, origin }, instanceId);
  return json(202, links, { location: links.statusQueryGetUri, 'retry-after': '10' });
}
