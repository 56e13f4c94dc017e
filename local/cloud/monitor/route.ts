import type { IncomingMessage } from 'node:http';
import { errorReply } from './http/reply';
import type { Reply } from './http/reply';
import { answerIngestion } from './ingestion/answerIngestion';
import type { IngestionService } from './ingestion/answerIngestion';
import { answerMetrics } from './metrics/answerMetrics';
import type { MetricsService } from './metrics/answerMetrics';
import { answerQuery } from './query/answerQuery';
import type { QueryService } from './query/answerQuery';

export type Services = {
  readonly queries: QueryService;
  readonly ingestion: IngestionService;
  readonly metrics: MetricsService;
  /** What stands between `/v1/` and `/query` in the addresses of the workspace, in lower case. */
  readonly scopes: ReadonlySet<string>;
};

const ingestionPath = /^\/dataCollectionRules\/([^/]+)\/streams\/([^/]+)$/;
/** Clients put an ARM id, which starts with a slash, behind another slash. */
const metricsPath = /^\/+(.+)\/providers\/microsoft\.insights\/metrics$/i;
const queryPath = /^\/v1\/(.+)\/query$/;

/** Answers a request to any of the three APIs. */
export async function route(
  { queries, ingestion, metrics, scopes }: Services,
  request: IncomingMessage,
  { pathname, searchParams }: URL,
): Promise<Reply> {
  const ingested = ingestionPath.exec(pathname);
  if (request.method === 'POST' && ingested !== null) {
    const [, ruleId = '', stream = ''] = ingested.map((segment) => decodeURIComponent(segment));
    const apiVersion = searchParams.get('api-version');
    return answerIngestion(ingestion, request, { ruleId, stream, apiVersion });
  }
  const [, resource] = metricsPath.exec(pathname) ?? [];
  if (request.method === 'GET' && resource !== undefined) {
    const resourceId = `/${decodeURIComponent(resource)}`;
    return answerMetrics(metrics, request, { resourceId, parameters: searchParams });
  }
  const [, scope] = queryPath.exec(pathname) ?? [];
  if (request.method !== 'POST' || scope === undefined) {
    const message = `The requested path does not exist: ${request.method} ${pathname}`;
    return errorReply(404, { code: 'PathNotFoundError', message });
  }
  // Clients put an ARM id, which starts with a slash, behind another slash.
  if (!scopes.has(scope.replace(/^\/+/, '').toLowerCase())) {
    const message = 'The workspace could not be found';
    return errorReply(404, { code: 'WorkspaceNotFoundError', message });
  }
  return answerQuery(queries, request);
}
