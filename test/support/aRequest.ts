import { HttpRequest } from '@azure/functions';

type Ask = {
  method?: 'GET' | 'POST';
  body?: unknown;
  params?: Record<string, string>;
  headers?: Record<string, string>;
};

/** A request as the runtime hands it to a function; a body that is no text is sent as JSON. */
export function aRequest({
  method = 'POST',
  body,
  params = {},
  headers = {},
}: Ask = {}): HttpRequest {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return new HttpRequest({
    method,
    url: 'http://localhost:7071/api/rollbacks',
    params,
    headers,
    ...(body === undefined ? {} : { body: { string: text } }),
  });
}
