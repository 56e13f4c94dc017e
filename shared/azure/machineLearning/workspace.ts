import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { createHttpHeaders, createPipelineRequest, isRestError } from '@azure/core-rest-pipeline';
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';

export type WorkspacePlace = {
  /** Azure Resource Manager: `https://management.azure.com`, or another cloud's. */
  endpoint: string;
  subscriptionId: string;
  resourceGroup: string;
  workspace: string;
};

/** The version that the SDK's models speak; what we send by hand must speak the same. */
const apiVersion = '2022-10-01';

/** A workspace to talk to: by the SDK's operations, or in raw JSON that keeps what the SDK does not know. */
export type Workspace = WorkspacePlace & {
  client: AzureMachineLearningWorkspaces;
  /** Whole ARM id, without the host. */
  id: string;
  send(method: 'GET' | 'PUT' | 'PATCH', url: string, body?: unknown): Promise<PipelineResponse>;
  /** The address of something in the workspace, from its path below the workspace's id. */
  url(path: string, version?: string): string;
  /** Ends a call that the service does not answer. */
  patience(): AbortSignal;
};

export function connectWorkspace(
  place: WorkspacePlace,
  credential: TokenCredential,
  timeoutMs = 60_000,
): Workspace {
  const { endpoint, subscriptionId, resourceGroup, workspace } = place;
  const options = { endpoint, credentialScopes: 'https://management.azure.com/.default' };
  const client = new AzureMachineLearningWorkspaces(credential, subscriptionId, {
    ...options,
    retryOptions: { maxRetries: 2 },
  });
  // Pacing belongs to the orchestration: a write that is refused comes back at once.
  const impatient = new AzureMachineLearningWorkspaces(credential, subscriptionId, {
    ...options,
    retryOptions: { maxRetries: 0 },
  });
  const patience = () => AbortSignal.timeout(timeoutMs);
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${workspace}`;
  return {
    ...place,
    client,
    id,
    url: (path, version = apiVersion) => `${endpoint}${id}${path}?api-version=${version}`,
    patience,
    send: async (method, url, body) => {
      assertOurs(url, endpoint);
      // The SDK's own timeout leaves its timer running when the connection breaks.
      const request = createPipelineRequest({ url, method, abortSignal: patience() });
      if (body !== undefined) {
        request.body = JSON.stringify(body);
        request.headers = createHttpHeaders({ 'content-type': 'application/json' });
      }
      return impatient.sendRequest(request);
    },
  };
}

/** Why a call was not answered as it should be; rethrows what is no fault of the service. */
export function troubleOf(error: unknown): { statusCode?: number; reason: string } {
  if (isRestError(error)) {
    const { statusCode, message: reason } = error;
    return { reason, ...(statusCode === undefined ? {} : { statusCode }) };
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return { reason: 'no answer in time' };
  }
  throw error;
}

/** Operation addresses come from the service; a token must go nowhere else. */
function assertOurs(url: string, endpoint: string): void {
  if (new URL(url).origin !== new URL(endpoint).origin) {
    throw new Error(`refused to send a token to ${new URL(url).origin}, expected ${endpoint}`);
  }
}
