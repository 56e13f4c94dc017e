import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ArmError } from '../arm/armError';
import type { Answer } from '../arm/call';
import type { Journal } from '../store/journal';
import { answerCall } from './answerCall';
import type { Gate, Outcome, Trace } from './answerCall';
import { requestHeadersOfInterest } from './headersOfInterest';

export type Service = Gate & { journal: Journal; log: (line: string) => void };

/** Serves one request: carries it out, answers it, and writes it into the journal. */
export async function serve(
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const arrived = performance.now();
  const now = service.simulation.now();
  const trace = blank();
  const outcome = await outcomeOf(service, request, trace);
  const milliseconds = performance.now() - arrived;
  const answer = 'answer' in outcome ? outcome.answer : undefined;
  const headers = answer ? { ...trace.headers, ...standardHeaders(answer, milliseconds) } : {};
  const [path = '', query = ''] = (request.url ?? '/').split(/(?=\?)/, 2);
  service.journal.record({
    at: new Date(now).toISOString(),
    serviceSeconds: service.simulation.serviceSeconds(now),
    principal: trace.principal?.name ?? null,
    method: request.method ?? 'GET',
    path,
    query,
    apiVersion: trace.apiVersion ?? null,
    status: answer?.status ?? null,
    throttle: trace.throttle ?? null,
    operation: operationIn(headers),
    requestHeaders: requestHeadersOfInterest(request.headers),
    requestBody: trace.requestBody,
    responseHeaders: headers,
    responseBody: answer?.body,
    milliseconds,
  });

  if (!answer) {
    request.socket.destroy();
    return;
  }
  response.writeHead(answer.status, headers).end(answer.body);
}

function blank(): Trace {
  return {
    principal: undefined,
    apiVersion: undefined,
    requestBody: undefined,
    throttle: undefined,
    headers: {},
  };
}

/** The outcome of a call, refusals made into answers. */
async function outcomeOf(
  service: Service,
  request: IncomingMessage,
  trace: Trace,
): Promise<Outcome> {
  try {
    return await answerCall(service, request, trace);
  } catch (error) {
    if (error instanceof ArmError) {
      return { answer: refusal(error) };
    }
    if (request.socket.destroyed || service.closing.aborted) {
      return { broken: true };
    }
    service.log(`${request.method} ${request.url} failed: ${String(error)}`);
    const message = 'The server encountered an internal error.';
    return { answer: refusal(new ArmError(500, { code: 'InternalServerError', message })) };
  }
}

function refusal({ status, code, message, headers }: ArmError): Answer {
  return { status, headers: { ...headers }, body: JSON.stringify({ error: { code, message } }) };
}

function standardHeaders({ headers, body }: Answer, milliseconds: number): Record<string, string> {
  return {
    'Cache-Control': 'no-cache',
    ...(body === undefined ? {} : { 'Content-Type': 'application/json; charset=utf-8' }),
    'x-ms-request-id': randomUUID(),
    'x-request-time': (milliseconds / 1000).toFixed(3),
    ...headers,
  };
}

/** The name of the operation that a call started: the end of the address to follow it at. */
function operationIn(headers: Readonly<Record<string, string>>): string | null {
  const { pathname } = URL.parse(headers['Azure-AsyncOperation'] ?? '') ?? {};
  return pathname?.split('/').at(-1) ?? null;
}
