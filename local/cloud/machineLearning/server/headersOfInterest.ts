import type { IncomingHttpHeaders } from 'node:http';

const requestHeaders: readonly string[] = [
  'accept',
  'content-type',
  'if-match',
  'if-none-match',
  'user-agent',
  'x-ms-client-request-id',
  'x-ms-correlation-request-id',
];

/** The request headers worth a place in the journal: never the token. */
export function requestHeadersOfInterest(headers: IncomingHttpHeaders): Record<string, string> {
  const found = requestHeaders.map((name) => [name, headers[name]]);
  return Object.fromEntries(found.filter(([, value]) => typeof value === 'string'));
}
