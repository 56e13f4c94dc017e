import type { IncomingMessage } from 'node:http';
import type { Authenticate, Principal } from '../../identity/principal';
import { apiVersionOf, requireVersion } from '../arm/apiVersion';
import { ArmError, badRequest } from '../arm/armError';
import { authorize } from '../arm/authorize';
import type { Answer } from '../arm/call';
import { routeOf } from '../arm/route';
import type { Pause } from '../clock/pause';
import type { FaultEffect } from '../faults/rule';
import type { Faults } from '../faults/faults';
import { inferencePrefix } from '../inference/inferenceRoute';
import type { Simulation } from '../simulation';
import type { Admission, Throttle } from '../throttle/throttle';
import { admit, requireAdmitted } from './admit';
import { answerInference, recognizeInference } from './answerInference';
import { dispatch } from './dispatch';
import { parseJson, readBody } from './readBody';

export type Gate = {
  simulation: Simulation;
  authenticate: Authenticate;
  throttle: Throttle;
  faults: Faults;
  /** Aborted when the simulator closes: nothing is answered any more. */
  closing: AbortSignal;
  pause: Pause;
};

/** What became of a call: an answer, or a broken connection. */
export type Outcome = { answer: Answer } | { broken: true };

/** What is learnt about a call on its way, for the journal. */
export type Trace = {
  principal: Principal | undefined;
  apiVersion: string | undefined;
  requestBody: string | undefined;
  /** What the throttle decided; undefined when a call did not come as far, or is not counted. */
  throttle: Admission['result'] | undefined;
  /** Sent with whatever the answer is. */
  headers: Record<string, string>;
};

const audience = 'https://management.azure.com';

/**
 * Takes a call from its headers to its outcome, in the order in which the cloud decides: who is
 * calling, with which version, into which fault, within which budget, with which right.
 * Throws `ArmError` for every refusal.
 */
export async function answerCall(
  gate: Gate,
  request: IncomingMessage,
  trace: Trace,
): Promise<Outcome> {
  const { faults, simulation, throttle } = gate;
  const method = request.method ?? 'GET';
  const { pathname, searchParams: query } = urlOf(request, simulation);
  const text = await readBody(request, simulation.behaviour.maxBodyBytes);
  trace.requestBody = text === '' ? undefined : text;

  if (pathname.startsWith(inferencePrefix)) {
    return answerDataPlane(gate, request, { trace, pathname, text });
  }
  const principal = callerOf(gate, request);
  trace.principal = principal;
  const apiVersion = apiVersionOf(query);
  trace.apiVersion = apiVersion;

  const fault = faults.strike({ method, path: pathname, principal });
  if ((await suffer(gate, request, fault)) === 'broken') {
    return { broken: true };
  }
  const route = routeOf(pathname);
  const now = simulation.now();
  requireVersion(route, { apiVersion, now });
  const admission = admit(throttle, { method, route, principal, now });
  trace.throttle = admission.result;
  requireAdmitted(admission, { route, principal });
  if (admission.result !== 'admitted') {
    return { broken: true };
  }
  trace.headers = admission.headers;
  authorize(principal, method, route);
  const body = parseJson(text, request.headers['content-type']);
  const call = { method, query, apiVersion, principal, body, fault };
  const answer = await dispatch(simulation, route, call);
  return fault && 'loseAnswer' in fault ? { broken: true } : { answer };
}

/** The data plane has no API versions, and no budgets of Resource Manager. */
async function answerDataPlane(
  gate: Gate,
  request: IncomingMessage,
  { trace, pathname, text }: { trace: Trace; pathname: string; text: string },
): Promise<Outcome> {
  const call = recognizeInference(gate, request, pathname);
  const { principal } = call;
  trace.principal = principal;
  const method = request.method ?? 'GET';
  const fault = gate.faults.strike({ method, path: pathname, principal });
  if ((await suffer(gate, request, fault)) === 'broken') {
    return { broken: true };
  }
  const answer = await answerInference(gate, request, { ...call, text });
  return fault && 'loseAnswer' in fault ? { broken: true } : { answer };
}

function urlOf({ url }: IncomingMessage, { origin }: Simulation): URL {
  const parsed = URL.parse(`${origin}${url}`);
  if (!parsed) {
    throw badRequest('InvalidRequestUri', `The request path '${url}' is not valid.`);
  }
  return parsed;
}

function callerOf({ authenticate }: Gate, { headers }: IncomingMessage): Principal {
  const authentication = authenticate(headers.authorization, audience);
  if (!authentication.ok) {
    const { code, message } = authentication;
    const challenge =
      'Bearer authorization_uri="https://login.microsoftonline.com/", error="invalid_token"';
    throw new ArmError(401, { code, message, headers: { 'WWW-Authenticate': challenge } });
  }
  return authentication.principal;
}

/** What of a fault comes before a call is looked at any further. */
async function suffer(
  { pause, simulation }: Gate,
  request: IncomingMessage,
  fault: FaultEffect | undefined,
): Promise<'broken' | 'whole'> {
  if (!fault) {
    return 'whole';
  }
  if ('status' in fault) {
    const { status, code, message, retryAfter } = fault;
    const headers: Record<string, string> =
      retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
    throw new ArmError(status, { code, message, headers });
  }
  if ('reset' in fault) {
    return 'broken';
  }
  if ('delaySeconds' in fault) {
    await pause((fault.delaySeconds * 1000) / simulation.speed);
    // Whoever gave up waiting has asked for nothing.
    return request.socket.destroyed ? 'broken' : 'whole';
  }
  return 'whole';
}
