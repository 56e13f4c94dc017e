import { respondEmpty } from './exchange';
import type { Exchange } from './exchange';

export type CorsPolicy = { origins: readonly string[]; credentials: boolean };

/** Adds the headers a browser asks for. True: it was a preflight request, and is answered. */
export function applyCors(exchange: Exchange, { origins, credentials }: CorsPolicy): boolean {
  const { request, response } = exchange;
  const { origin } = request.headers;
  const isAllowed = origin !== undefined && (origins.includes('*') || origins.includes(origin));
  if (!isAllowed) {
    return false;
  }
  const isOpen = origins.includes('*') && !credentials;
  response.setHeader('access-control-allow-origin', isOpen ? '*' : origin);
  response.setHeader('vary', 'Origin');
  if (credentials) {
    response.setHeader('access-control-allow-credentials', 'true');
  }
  const method = request.headers['access-control-request-method'];
  if (request.method !== 'OPTIONS' || method === undefined) {
    return false;
  }
  response.setHeader('access-control-allow-methods', method);
  const headers = request.headers['access-control-request-headers'];
  if (headers !== undefined) {
    response.setHeader('access-control-allow-headers', headers);
  }
  respondEmpty(exchange, 204);
  return true;
}
