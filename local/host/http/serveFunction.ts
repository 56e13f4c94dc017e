import { randomUUID } from 'node:crypto';
import type { Invoker } from '../invoke';
import type { AppProcess } from '../worker/startAppProcess';
import type { Invocation, InvocationResult } from '../worker/types';
import { answered, respondEmpty } from './exchange';
import type { Exchange } from './exchange';
import { forward } from './forward';
import { toHttpData, toStreamMetadata } from './httpTriggerData';
import { readBody } from './readBody';
import type { HttpRoute } from './routeTable';
import type { RouteValues } from './routeTemplate';
import { writeReturnValue } from './writeHttpData';

const reason = 'This function was programmatically called via the host APIs.';

export type FunctionCall = {
  exchange: Exchange;
  route: HttpRoute;
  values: RouteValues;
  /** The process that is to answer. */
  app: AppProcess;
  invoker: Invoker;
};

/** Answers a request by running the function behind a route. Rejects only if the caller went away. */
export async function serveFunction(call: FunctionCall): Promise<void> {
  const { exchange } = call;
  const { httpUri } = call.app;
  if (httpUri !== undefined && !hasJson(exchange)) {
    await serveStreamed(call, httpUri, hasBody(exchange) ? undefined : Buffer.alloc(0));
    return;
  }
  const body = await readBody(exchange.request);
  if (body === undefined) {
    exchange.response.setHeader('connection', 'close');
    respondEmpty(exchange, 413);
  } else if (httpUri === undefined) {
    await serveWhole(call, body);
  } else {
    await serveStreamed(call, httpUri, body);
  }
}

/** Plain mode: request and response travel as messages. */
async function serveWhole(call: FunctionCall, body: Buffer): Promise<void> {
  const { exchange, route, values } = call;
  const { trigger, name: functionName } = route.triggered;
  const http = toHttpData(exchange, values, body);
  const inputs = [{ name: trigger.name, data: { http } }];
  const result = await run(call, { functionName, inputs, triggerMetadata: {} });
  if (result?.ok !== true) {
    respondEmpty(exchange, 500);
    return;
  }
  writeReturnValue(exchange, result.returnValue);
}

/**
 * Stream mode: the invocation and the forwarded request meet inside the app by their id. JSON is
 * read first, because the trigger metadata holds its properties; other bodies pass as they come.
 */
async function serveStreamed(
  call: FunctionCall,
  httpUri: string,
  body: Buffer | undefined,
): Promise<void> {
  const { exchange, route, values } = call;
  const { trigger, name: functionName } = route.triggered;
  const invocationId = randomUUID();
  const giveUp = forward({ exchange, httpUri, invocationId, body });
  const result = await run(call, {
    functionName,
    invocationId,
    inputs: [{ name: trigger.name, data: { http: {} } }],
    triggerMetadata: toStreamMetadata(exchange, values, body),
  });
  if (result?.ok === true && result.returnedNothing !== true) {
    await answered(exchange);
    return;
  }
  // The app never answers the forwarded request in these cases; the host has to.
  respondEmpty(exchange, result?.ok === true ? 204 : 500);
  giveUp();
}

/** Undefined: the app's process was lost or took too long; the log has it. */
async function run(
  { invoker, app }: FunctionCall,
  invocation: Invocation,
): Promise<InvocationResult | undefined> {
  return invoker.invoke(invocation, { reason, worker: app }).catch(() => undefined);
}

function hasBody({ request }: Exchange): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  return encoding !== undefined || Number(length ?? 0) > 0;
}

function hasJson({ request }: Exchange): boolean {
  return /^application\/(?:[\w.-]+\+)?json\b/i.test(request.headers['content-type'] ?? '');
}
