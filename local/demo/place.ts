/** Names of the story: one subscription, one workspace, one environment with three versions. */
export const place = {
  tenantId: '6f1c8a52-3d5e-4b8f-9a77-0c2f6f0f4d11',
  subscriptionId: '9b2d7e64-58a1-4f3c-8f0e-1f6a3c5d7b22',
  resourceGroup: 'mlops-rg',
  workspace: 'prod-ml-workspace',
  location: 'westeurope',
  logsWorkspaceId: '3e7a1d90-6c42-4d1b-a5f8-72b90c4e8d33',
  logsWorkspace: 'prod-logs',
  dataCollectionRule: 'dcr-5d8f2b7c41e94a6f8c03b9e2d7a15f60',
  registry: 'mlregistry-shared',
  environment: 'custom-tf-env',
} as const;

export const versions = { older: '1.4.0', good: '1.5.0', bad: '1.5.1' } as const;

export const releaseId = 'Release-123';

/** Where the metadata of the release is kept, and which release was the last. */
export const releaseBlobs = [`releases/${releaseId}.json`, 'releases/head.json'] as const;

/** The identities that act in the story, by the roles they need and no more. */
export const identities = {
  ripcord: 'ripcord-app',
  pipeline: 'release-pipeline',
  jobs: 'batch-jobs',
  observer: 'observer',
} as const;

export const workspaceId = `/subscriptions/${place.subscriptionId}/resourceGroups/${place.resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${place.workspace}`;

export function environmentId(version: string): string {
  return `${workspaceId}/environments/${place.environment}/versions/${version}`;
}

/** Models of a circuit: the one it runs before the story begins, and the one a release brings. */
export const models = { good: '12', bad: '13' } as const;

type Named = { plant: string; circuit: string };

export function modelName({ plant, circuit }: Named): string {
  return `sensor_model_${plant}_${circuit}`;
}

export function modelId(named: Named, version: string): string {
  return `azureml://registries/${place.registry}/models/${modelName(named)}/versions/${version}`;
}

export function deploymentId(site: { endpoint: string; deployment: string }): string {
  return `${workspaceId}/batchEndpoints/${site.endpoint}/deployments/${site.deployment}`;
}
