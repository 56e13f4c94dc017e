import type { DurableEngine } from '../durable/createDurableEngine';
import { respondEmpty } from './exchange';
import type { Exchange } from './exchange';
import { readBody } from './readBody';

/** Answers a call of the durable management API; `path` is what follows its prefix. */
export async function serveDurable(
  exchange: Exchange,
  path: string,
  engine: DurableEngine,
): Promise<void> {
  const { request, response, url } = exchange;
  const body = await readBody(request);
  if (body === undefined) {
    respondEmpty(exchange, 413);
    return;
  }
  const answer = await engine.handleManagement({
    method: request.method ?? 'GET',
    path,
    query: url.searchParams,
    headers: request.headers,
    body,
    origin: url.origin,
  });
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-length': Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
}
