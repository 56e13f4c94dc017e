import type { Plant, Site } from './fleet';
import { sitesOf } from './fleet';
import { environmentId, modelId, models, place, versions, workspaceId } from './place';

/** An ARM resource as the workspace would return it. */
type Resource = { id: string } & Record<string, unknown>;

/** The workspace before the story begins: every circuit runs the good environment. */
export function resourcesBefore(fleet: readonly Plant[]): Resource[] {
  return [
    ...Object.values(versions).map(environmentVersion),
    ...fleet.map(({ id }) => batchEndpoint(`batch-endpoint-plant-${id}`)),
    ...sitesOf(fleet).map(batchDeployment),
  ];
}

function environmentVersion(version: string): Resource {
  return {
    id: environmentId(version),
    properties: {
      image: `prodmlregistry.azurecr.io/${place.environment}:${version}`,
      osType: 'Linux',
      environmentType: 'UserCreated',
      isArchived: false,
      isAnonymous: false,
      description: `TensorFlow scoring image ${version}`,
      tags: {},
      properties: {},
    },
  };
}

function batchEndpoint(name: string): Resource {
  return {
    id: `${workspaceId}/batchEndpoints/${name}`,
    location: place.location,
    tags: {},
    identity: { type: 'SystemAssigned' },
    properties: { authMode: 'AADToken', description: '', defaults: { deploymentName: null } },
  };
}

function batchDeployment(site: Site): Resource {
  const { plant, circuit, endpoint, deployment } = site;
  return {
    id: `${workspaceId}/batchEndpoints/${endpoint}/deployments/${deployment}`,
    location: place.location,
    tags: { previous_environment: `azureml:${place.environment}:${versions.older}` },
    properties: {
      description: `Scores circuit ${circuit} of plant ${plant}`,
      environmentId: environmentId(versions.good),
      model: { referenceType: 'Id', assetId: modelId(site, models.good) },
      codeConfiguration: {
        codeId: `${workspaceId}/codes/scoring/versions/7`,
        scoringScript: 'score.py',
      },
      compute: `${workspaceId}/computes/batch-cluster`,
      resources: { instanceCount: 1 },
      environmentVariables: { PLANT_ID: plant, CIRCUIT_ID: circuit },
      miniBatchSize: 16,
      maxConcurrencyPerInstance: 2,
      errorThreshold: -1,
      loggingLevel: 'Info',
      outputAction: 'AppendRow',
      outputFileName: 'predictions.csv',
      retrySettings: { maxRetries: 3, timeout: 'PT30S' },
    },
  };
}
