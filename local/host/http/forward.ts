import { Agent, request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { respondEmpty } from './exchange';
import type { Exchange } from './exchange';

/** Headers that speak of one connection only. */
const hopByHop = new Set(
  'connection expect keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer transfer-encoding upgrade'.split(
    ' ',
  ),
);

/** Connections to the app are kept: opening one costs more than a small request. */
const kept = new Agent({ keepAlive: true });

export type Forward = {
  exchange: Exchange;
  /** Where the app listens. */
  httpUri: string;
  invocationId: string;
  /** The body if it was read already, else it is streamed. */
  body: Buffer | undefined;
};

/**
 * Passes a request on to the HTTP server inside the app, and the app's answer back to the caller.
 * Answers 502 when the app cannot be reached. Returns how to give up.
 */
export function forward({ exchange, httpUri, invocationId, body }: Forward): () => void {
  const { request, response } = exchange;
  const { hostname, port } = new URL(httpUri);
  const options = {
    hostname,
    port,
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: headersFor(request.headers, { invocationId, body, host: exchange.url.host }),
  };
  let upstream: ClientRequest;
  let isGivenUp = false;
  const send = (agent: Agent | undefined): void => {
    upstream = httpRequest({ ...options, ...(agent ? { agent } : { agent: false }) });
    upstream.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, withoutHopByHop(answer.headers));
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    upstream.on('error', () => {
      // A kept connection may have been closed just as it was taken: the request never arrived.
      if (upstream.reusedSocket && agent !== undefined && !response.headersSent && !isGivenUp) {
        send(undefined);
      } else {
        respondEmpty(exchange, 502);
      }
    });
    if (body === undefined) {
      request.pipe(upstream);
    } else {
      upstream.end(body);
    }
  };
  // A streamed body cannot be sent twice, so it gets a fresh connection.
  send(body === undefined ? undefined : kept);
  const giveUp = (): void => {
    isGivenUp = true;
    upstream.destroy();
  };
  response.once('close', giveUp);
  return giveUp;
}

function headersFor(
  headers: IncomingHttpHeaders,
  { invocationId, body, host }: { invocationId: string; body: Buffer | undefined; host: string },
): OutgoingHttpHeaders {
  return {
    ...withoutHopByHop(headers),
    ...(body && body.length > 0 && { 'content-length': body.length }),
    'x-ms-invocation-id': invocationId,
    'x-forwarded-host': host,
    'x-forwarded-proto': 'http',
  };
}

function withoutHopByHop(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));
}
