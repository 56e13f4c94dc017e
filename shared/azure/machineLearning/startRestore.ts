import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { shortAsset } from '../../domain/asset';
import { hasSucceeded, isSettled } from '../../domain/deployment';
import type { Target, WriteAnswer } from '../../domain/deployment';
import { incidentTag, settingOf } from '../../domain/plan/setting';
import type { Setting } from '../../domain/plan/setting';
import { foundText, runs } from '../../domain/revision';
import { modelText } from '../../domain/model';
import { assetIdIn, modelReferenceIn } from './assetId';
import { refusal } from './refusal';
import { DeploymentResource, readJson, withSetting } from './resource';
import type { WireSetting } from './resource';
import { acknowledgedHash } from './specHash';
import { troubleOf } from './workspace';
import type { Workspace } from './workspace';
import type { MayWrite } from '../../ports';

/**
 * Looks, then writes: a fresh GET says whether the deployment still is what the plan saw. There
 * is no ETag to guard the PUT with, so the two follow each other without a pause.
 */
export async function startRestore(
  workspace: Workspace,
  target: Target,
  { incident, mayWrite }: { incident: string; mayWrite: MayWrite },
): Promise<WriteAnswer> {
  const { endpoint, deployment } = target;
  const url = workspace.url(`/batchEndpoints/${endpoint}/deployments/${deployment}`);
  try {
    const seen = await workspace.send('GET', url);
    if (seen.status !== 200) {
      return refusal(seen);
    }
    const resource = DeploymentResource.parse(readJson(seen.bodyAsText));
    const settled = settledAlready(resource, target, incident);
    if (settled) {
      return settled;
    }
    const body = withSetting(resource, onTheWire(workspace, settingOf(target, incident)));
    const refused = await mayWrite();
    if (refused) {
      return refused;
    }
    return written(await workspace.send('PUT', url, body), body);
  } catch (error) {
    // No answer at all: whether a PUT arrived is unknown, and the next look will tell.
    return { status: 'unavailable', reason: troubleOf(error).reason };
  }
}

function onTheWire(workspace: Workspace, { environment, model, tags }: Setting): WireSetting {
  return {
    properties: {
      ...(environment && { environmentId: assetIdIn(workspace, 'environments', environment) }),
      ...(model && { model: modelReferenceIn(workspace, model) }),
    },
    tags,
  };
}

function settledAlready(
  { properties, tags }: DeploymentResource,
  { from, to }: Target,
  incident: string,
): WriteAnswer | undefined {
  const found = {
    environment: shortAsset(properties.environmentId ?? ''),
    model: modelText(properties.model),
  };
  const byUs = tags?.[incidentTag] === incident;
  const isRunning = !isSettled(properties.provisioningState);
  if (runs(found, to)) {
    if (isRunning) {
      return byUs ? { status: 'started' } : { status: 'busy' };
    }
    return hasSucceeded(properties.provisioningState)
      ? { status: 'alreadyThere', byUs }
      : undefined;
  }
  if (!runs(found, from)) {
    return { status: 'changed', found: foundText(found, from) };
  }
  return isRunning ? { status: 'busy' } : undefined;
}

function written(response: PipelineResponse, body: Readonly<Record<string, unknown>>): WriteAnswer {
  if (response.status !== 200 && response.status !== 201) {
    return refusal(response);
  }
  const operation = response.headers.get('azure-asyncoperation');
  // Azure ML overrides ARM's own write limit for deployments, and then counts in this header.
  const remaining = Number(
    response.headers.get('x-ms-ratelimit-remaining-subscription-resource-requests') ??
      response.headers.get('x-ms-ratelimit-remaining-subscription-writes') ??
      Number.NaN,
  );
  return {
    status: 'started',
    expected: acknowledgedHash(body, readJson(response.bodyAsText)),
    ...(operation === undefined ? {} : { operation }),
    ...(Number.isInteger(remaining) ? { remaining: Math.max(0, remaining) } : {}),
  };
}
