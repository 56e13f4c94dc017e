import { purge, purgeFound } from '../control/purge';
import { isTerminal } from '../store/instance';
import type { Instance } from '../store/instance';
import { empty, json } from './exchange';
import type { ManagementRequest, ManagementResponse } from './exchange';
import { historyBody } from './historyBody';
import type { ManagementParts } from './managementParts';
import { askedPage, pageOf } from './page';
import { booleanParameter, instanceFilter } from './queryParameters';
import { statusBody } from './statusBody';

/** `GET instances/`: a page of orchestrations, in order of their ids. */
export function listInstances(
  { engine: { store } }: ManagementParts,
  request: ManagementRequest,
): ManagementResponse {
  const { query } = request;
  const { top, after } = askedPage(request);
  const found = store.instances.list({ ...instanceFilter(query), after, limit: top + 1 });
  const showInput = booleanParameter(query, 'showInput') ?? true;
  return pageOf(found, top, {
    id: ({ instanceId }) => instanceId,
    body: (instance) => statusBody(instance, { showInput }),
  });
}

/** `DELETE instances/`: forgets the orchestrations that ended, of a time that must be given. */
export function purgeInstances(
  { engine }: ManagementParts,
  { query }: ManagementRequest,
): ManagementResponse {
  const filter = instanceFilter(query);
  if (filter.createdFrom === undefined) {
    return json(400, "Please provide value for 'createdTimeFrom' parameter.");
  }
  const instancesDeleted = purgeFound(engine, filter);
  return instancesDeleted === 0 ? empty(404) : json(200, { instancesDeleted });
}

/** `GET instances/{id}`: 202 while it runs, 200 when it has ended. */
export function showInstance(
  { engine: { store } }: ManagementParts,
  { query, origin, path }: ManagementRequest,
  instanceId: string,
): ManagementResponse {
  const instance = store.instances.get(instanceId);
  if (instance === undefined) {
    return empty(404);
  }
  const body = {
    ...statusBody(instance, { showInput: booleanParameter(query, 'showInput') ?? true }),
    ...(booleanParameter(query, 'showHistory') === true && {
      historyEvents: historyBody(
        store.histories.read(instanceId),
        booleanParameter(query, 'showHistoryOutput') ?? false,
      ),
    }),
  };
  if (!isTerminal(instance.status)) {
    const location = `${origin}/runtime/webhooks/durabletask/${path.replace(/^\/+/, '')}?${query.toString()}`;
    return json(202, body, { location, 'retry-after': '5' });
  }
  return json(endStatus(instance, query), body);
}

/** `DELETE instances/{id}`. */
export function purgeInstance({ engine }: ManagementParts, instanceId: string): ManagementResponse {
  const purged = purge(engine, instanceId);
  switch (purged.kind) {
    case 'unknown':
      return empty(404);
    case 'running':
      return json(
        412,
        `Only orchestrations in a terminal state can be purged, but the orchestration with ` +
          `instance ID ${instanceId} has status ${purged.status}`,
      );
    case 'purged':
      return json(200, { instancesDeleted: 1 });
  }
}

function endStatus({ status }: Instance, query: URLSearchParams): number {
  const asError = booleanParameter(query, 'returnInternalServerErrorOnFailure') ?? false;
  return status === 'Failed' && asError ? 500 : 200;
}
