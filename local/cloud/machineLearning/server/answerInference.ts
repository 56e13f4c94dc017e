import type { IncomingMessage } from 'node:http';
import type { Principal } from '../../identity/principal';
import { requireRole } from '../arm/authorize';
import type { Answer } from '../arm/call';
import { methodNotAllowed } from '../arm/methodNotAllowed';
import { formatResourceId } from '../arm/resourceId';
import { decoded } from '../arm/route';
import { settleOperations } from '../handlers/settleOperations';
import { requireResource } from '../actions/requireResource';
import { authenticateScoring } from '../inference/authenticateScoring';
import { getBatchJob, listBatchJobs, submitBatchJob } from '../inference/batchJobs';
import { inferenceRouteOf } from '../inference/inferenceRoute';
import type { InferenceRoute } from '../inference/inferenceRoute';
import { score } from '../inference/score';
import type { Gate } from './answerCall';
import { parseJson } from './readBody';

export type InferenceCall = { route: InferenceRoute; principal: Principal };

/** Says what a call on the data plane is for and who makes it. Throws 401 and 404. */
export function recognizeInference(
  gate: Gate,
  request: IncomingMessage,
  pathname: string,
): InferenceCall {
  const route = inferenceRouteOf(decoded(pathname));
  const { authorization } = request.headers;
  return { route, principal: authenticateScoring(gate, route.endpoint, authorization) };
}

/** Carries out a call on the data plane of an endpoint, if its caller may. */
export async function answerInference(
  { simulation }: Gate,
  request: IncomingMessage,
  { route, principal, text }: InferenceCall & { text: string },
): Promise<Answer> {
  const { endpoint } = route;
  const { method = 'GET' } = request;
  const demanded: Readonly<Record<string, string>> = demands[route.kind];
  const action = demanded[method];
  if (action === undefined) {
    throw methodNotAllowed(method, Object.keys(demanded));
  }
  requireRole(principal, {
    action: `Microsoft.MachineLearningServices/${endpoint.type}/${action}`,
    scope: formatResourceId(endpoint),
    isRead: method === 'GET',
  });
  const body = parseJson(text, request.headers['content-type']);
  const header = request.headers['azureml-model-deployment'];
  const deployment = typeof header === 'string' ? header : undefined;
  await simulation.take(action === 'jobs/write' ? 'jobWrite' : 'read');
  settleOperations(simulation);
  requireResource(simulation, endpoint);
  switch (route.kind) {
    case 'jobs':
      return method === 'GET'
        ? listBatchJobs(simulation, endpoint)
        : submitBatchJob(simulation, { endpoint, deployment, body, principal });
    case 'job':
      return getBatchJob(simulation, route);
    case 'score':
      return score(simulation, { endpoint, deployment, body });
  }
}

/** The methods of each address, with the action that the caller needs the right to. */
const demands = {
  jobs: { GET: 'jobs/read', POST: 'jobs/write' },
  job: { GET: 'jobs/read' },
  score: { POST: 'score/action' },
} as const satisfies Record<InferenceRoute['kind'], Readonly<Record<string, string>>>;
