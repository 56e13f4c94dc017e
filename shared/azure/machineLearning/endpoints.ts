import type { TokenCredential } from '@azure/identity';
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { z } from 'zod';
import { shortAsset } from '../../domain/asset';
import { hasSucceeded, isSettled } from '../../domain/deployment';
import type { WriteAnswer } from '../../domain/deployment';
import { same } from '../../domain/fleet';
import { modelText } from '../../domain/model';
import { routingText, sameRouting } from '../../domain/switch/routing';
import type { EndpointKind, EndpointReading, Routing, Sibling } from '../../domain/switch/switch';
import type { Endpoints, RoutingWrite } from '../../endpointPort';
import { EndpointResource, routingIn, withRouting } from './endpointResource';
import { readJson } from './resource';
import { refusal } from './refusal';
import { connectWorkspace, troubleOf } from './workspace';
import type { Workspace, WorkspacePlace } from './workspace';

/** The oldest stable version that keeps mirrored traffic, which the SDK's own version loses. */
const apiVersion = '2024-04-01';

/** The endpoints of a workspace, through Azure Resource Manager, in raw JSON. */
export function endpoints(
  place: WorkspacePlace,
  credential: TokenCredential,
  timeoutMs?: number,
): Endpoints {
  const workspace = connectWorkspace(place, credential, timeoutMs);
  return {
    read: (kind, endpoint) => read(workspace, kind, endpoint),
    route: (write) => route(workspace, write),
    takeOut: (endpoint, deployment) => takeOut(workspace, endpoint, deployment),
  };
}

const Listed = z.object({
  value: z.array(
    z.object({
      name: z.string(),
      properties: z.object({
        environmentId: z.string().nullish(),
        model: z.unknown().optional(),
        provisioningState: z.string().default('Unknown'),
      }),
    }),
  ),
  nextLink: z.string().nullish(),
});

async function read(
  workspace: Workspace,
  kind: EndpointKind,
  endpoint: string,
): Promise<EndpointReading> {
  try {
    const seen = await workspace.send('GET', addressOf(workspace, kind, endpoint));
    if (seen.status === 404) {
      return { status: 'gone', reason: 'Azure ML knows no such endpoint' };
    }
    if (seen.status !== 200) {
      return { status: 'unavailable', reason: refusedBecause(seen) };
    }
    const resource = EndpointResource.parse(readJson(seen.bodyAsText));
    const siblings = await siblingsOf(workspace, kind, endpoint);
    return typeof siblings === 'string'
      ? { status: 'unavailable', reason: siblings }
      : {
          status: 'read',
          state: resource.properties.provisioningState,
          routing: routingIn(resource, kind),
          siblings,
        };
  } catch (error) {
    return { status: 'unavailable', reason: troubleOf(error).reason };
  }
}

/** All deployments of an endpoint, or why they could not be read. */
async function siblingsOf(
  workspace: Workspace,
  kind: EndpointKind,
  endpoint: string,
): Promise<Sibling[] | string> {
  const siblings: Sibling[] = [];
  let url: string | undefined = addressOf(workspace, kind, `${endpoint}/deployments`);
  while (url !== undefined) {
    // oxlint-disable-next-line no-await-in-loop -- each page names the next
    const page: PipelineResponse = await workspace.send('GET', url);
    if (page.status !== 200) {
      return refusedBecause(page);
    }
    const { value, nextLink } = Listed.parse(readJson(page.bodyAsText));
    for (const { name, properties } of value) {
      const model = modelIn(properties.model);
      siblings.push({
        name,
        state: properties.provisioningState,
        environment: shortAsset(properties.environmentId ?? ''),
        ...(model === undefined ? {} : { model }),
      });
    }
    url = nextLink ?? undefined;
  }
  return siblings;
}

/** Online deployments name their model by its id alone, batch deployments by a reference. */
function modelIn(model: unknown): string | undefined {
  return typeof model === 'string' ? shortAsset(model) : modelText(model);
}

/**
 * Looks, then writes: where the endpoint sends what comes in now, and whether the deployment that
 * gets it is well, is read afresh. Everything else of the endpoint goes back as it came.
 */
async function route(
  workspace: Workspace,
  { kind, endpoint, from, to, deployment }: RoutingWrite,
): Promise<WriteAnswer> {
  const url = addressOf(workspace, kind, endpoint);
  try {
    const target = await workspace.send(
      'GET',
      addressOf(workspace, kind, `${endpoint}/deployments/${deployment}`),
    );
    const seen = await workspace.send('GET', url);
    const unread = [target, seen].find(({ status }) => status !== 200);
    if (unread) {
      return refusal(unread);
    }
    const resource = EndpointResource.parse(readJson(seen.bodyAsText));
    const answer =
      settledAlready(resource, { kind, from, to }) ??
      unlessWell(EndpointResource.parse(readJson(target.bodyAsText)), deployment);
    if (answer) {
      return answer;
    }
    const response = await workspace.send('PUT', url, withRouting(resource, to));
    return started(response);
  } catch (error) {
    // No answer at all: whether a PUT arrived is unknown, and the next look will tell.
    return { status: 'unavailable', reason: troubleOf(error).reason };
  }
}

function settledAlready(
  resource: EndpointResource,
  { kind, from, to }: { kind: EndpointKind; from: Routing; to: Routing },
): WriteAnswer | undefined {
  const found = routingIn(resource, kind);
  const isSettledNow = isSettled(resource.properties.provisioningState);
  if (sameRouting(found, to)) {
    return isSettledNow ? { status: 'alreadyThere', byUs: false } : { status: 'started' };
  }
  if (!sameRouting(found, from)) {
    return { status: 'changed', found: routingText(found) };
  }
  return isSettledNow ? undefined : { status: 'busy' };
}

/** Nothing is sent to what is not well, were it the last resort. */
function unlessWell(
  { properties: { provisioningState: state } }: EndpointResource,
  deployment: string,
): WriteAnswer | undefined {
  return hasSucceeded(state)
    ? undefined
    : { status: 'refused', reason: `deployment ${deployment} is ${state}, expected Succeeded` };
}

/** Scales an online deployment to no instances: what the service does not allow, it refuses. */
async function takeOut(
  workspace: Workspace,
  endpoint: string,
  deployment: string,
): Promise<WriteAnswer> {
  const url = addressOf(workspace, 'online', endpoint);
  try {
    const seen = await workspace.send('GET', url);
    if (seen.status !== 200) {
      return refusal(seen);
    }
    const routing = routingIn(EndpointResource.parse(readJson(seen.bodyAsText)), 'online');
    if (routing.kind === 'online' && takesRequests(routing.traffic, deployment)) {
      return { status: 'refused', reason: `${deployment} takes requests: ${routingText(routing)}` };
    }
    const address = addressOf(workspace, 'online', `${endpoint}/deployments/${deployment}`);
    return started(await workspace.send('PATCH', address, { sku: { capacity: 0 } }));
  } catch (error) {
    return { status: 'unavailable', reason: troubleOf(error).reason };
  }
}

function takesRequests(traffic: Readonly<Record<string, number>>, deployment: string): boolean {
  return Object.entries(traffic).some(([name, share]) => share > 0 && same(name, deployment));
}

function started(response: PipelineResponse): WriteAnswer {
  if (response.status < 200 || response.status > 202) {
    return refusal(response);
  }
  const operation =
    response.headers.get('azure-asyncoperation') ?? response.headers.get('location');
  return { status: 'started', ...(operation ? { operation } : {}) };
}

function refusedBecause(response: PipelineResponse): string {
  const answer = refusal(response);
  return 'reason' in answer ? answer.reason : `HTTP ${response.status}`;
}

function addressOf(workspace: Workspace, kind: EndpointKind, path: string): string {
  const collection = kind === 'batch' ? 'batchEndpoints' : 'onlineEndpoints';
  return workspace.url(`/${collection}/${path}`, apiVersion);
}
