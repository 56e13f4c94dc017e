import type { TokenCredential } from '@azure/identity';
import { z } from 'zod';
import { shortAsset } from '../../domain/asset';
import { isSettled, hasSucceeded } from '../../domain/deployment';
import type { DeploymentReading, PlantReading } from '../../domain/deployment';
import { incidentTag, previousEnvironmentTag, previousModelTag } from '../../domain/plan/setting';
import type { Deployments } from '../../ports';
import { assetState } from './asset';
import { modelText } from '../../domain/model';
import { readJson } from './resource';
import { specHash } from './specHash';
import { startRestore } from './startRestore';
import { connectWorkspace, troubleOf } from './workspace';
import type { Workspace, WorkspacePlace } from './workspace';

/** The batch deployments of a workspace, through Azure Resource Manager. */
export function deployments(
  place: WorkspacePlace,
  credential: TokenCredential,
  timeoutMs?: number,
): Deployments {
  const workspace = connectWorkspace(place, credential, timeoutMs);
  return {
    list: (endpoint, operations) => list(workspace, endpoint, operations ?? {}),
    startRestore: (target, incident, mayWrite) =>
      startRestore(workspace, target, { incident, mayWrite }),
    environment: (version) => assetState(workspace, 'environments', version),
    model: (version) => assetState(workspace, 'models', version),
  };
}

async function list(
  workspace: Workspace,
  endpoint: string,
  operations: Readonly<Record<string, string>>,
): Promise<PlantReading> {
  const { client, resourceGroup } = workspace;
  try {
    const found: DeploymentReading[] = [];
    for await (const resource of client.batchDeployments.list(
      resourceGroup,
      workspace.workspace,
      endpoint,
      { abortSignal: workspace.patience() },
    )) {
      const { name, tags, properties } = resource;
      found.push({
        deployment: name ?? '',
        environment: shortAsset(properties.environmentId ?? ''),
        model: modelText(properties.model),
        tags: ourTags(tags),
        state: properties.provisioningState ?? 'Unknown',
        spec: specHash({ ...resource }),
      });
    }
    return {
      status: 'read',
      deployments: found,
      failures: await failures(workspace, found, operations),
    };
  } catch (error) {
    const { statusCode, reason } = troubleOf(error);
    return { status: statusCode === 404 ? 'gone' : 'unavailable', reason };
  }
}

const ours = new Set([previousEnvironmentTag, previousModelTag, incidentTag]);

function ourTags(
  tags: Readonly<Record<string, string | null>> | undefined,
): Record<string, string> {
  const entries = Object.entries(tags ?? {});
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (ours.has(name) && value !== null ? [[name, value]] : [])),
  );
}

/** Why the named operations failed: asked only about deployments whose state says that they did. */
async function failures(
  workspace: Workspace,
  found: readonly DeploymentReading[],
  operations: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const failed = found.filter(({ state }) => isSettled(state) && !hasSucceeded(state));
  const reasons = await Promise.all(
    failed.map(async ({ deployment }): Promise<[string, string][]> => {
      const operation = operations[deployment];
      const reason = operation && (await failureOf(workspace, operation));
      return reason ? [[deployment, reason]] : [];
    }),
  );
  return Object.fromEntries(reasons.flat());
}

const Operation = z.object({
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});

async function failureOf(workspace: Workspace, operation: string): Promise<string | undefined> {
  const { bodyAsText } = await workspace.send('GET', operation);
  const { error } = Operation.catch({}).parse(readJson(bodyAsText));
  return error && `${error.code}: ${error.message}`;
}
