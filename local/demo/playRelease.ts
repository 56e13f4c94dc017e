import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import type { BatchDeployment } from '@azure/arm-machinelearning';
import type { Site } from './fleet';
import { environmentId, identities, place, releaseId, versions } from './place';
import type { Stage } from './stage';

/** Updates that the pipeline has under way at once: about what the service's write limit feeds. */
const workers = 12;

/**
 * Plays the release pipeline: reads every deployment, writes the metadata that leads back, and
 * only then moves one deployment after the other to the new environment.
 */
export async function playRelease(
  { cloud, appUrl }: Pick<Stage, 'cloud' | 'appUrl'>,
  sites: readonly Site[],
  report: (updated: number) => void,
): Promise<void> {
  const client = new AzureMachineLearningWorkspaces(
    cloud.credentialOf(identities.pipeline),
    place.subscriptionId,
    {
      endpoint: cloud.resourceManager,
      credentialScopes: 'https://management.azure.com/.default',
      retryOptions: { maxRetries: 30 },
    },
  );
  const before = await readAll(client, sites);
  await record(appUrl, metadataOf(sites, before));

  let updated = 0;
  const waiting = [...sites];
  const work = async (): Promise<void> => {
    for (let site = waiting.shift(); site; site = waiting.shift()) {
      await update(client, site, before);
      updated += 1;
      report(updated);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}

type Before = ReadonlyMap<string, BatchDeployment>;

function keyOf({ endpoint, deployment }: Site): string {
  return `${endpoint}/${deployment}`;
}

async function readAll(
  { batchDeployments }: AzureMachineLearningWorkspaces,
  sites: readonly Site[],
): Promise<Before> {
  const found = new Map<string, BatchDeployment>();
  const endpoints = [...new Set(sites.map(({ endpoint }) => endpoint))];
  for (const endpoint of endpoints) {
    const { resourceGroup, workspace } = place;
    for await (const deployment of batchDeployments.list(resourceGroup, workspace, endpoint)) {
      found.set(`${endpoint}/${deployment.name}`, deployment);
    }
  }
  return found;
}

/** The full form of the metadata: the runbook's document, with what makes the way back certain. */
function metadataOf(sites: readonly Site[], before: Before): Record<string, unknown> {
  return {
    release_id: releaseId,
    version: versions.bad,
    change_cause: 'TensorFlow with security fixes',
    author: identities.pipeline,
    environment_version: versions.bad,
    previous_environment_version: versions.good,
    updated_at: new Date().toISOString(),
    breaking_changes: [],
    irreversible_migrations: [],
    deployments: sites.map((site) => {
      const spec = before.get(keyOf(site));
      const model = modelOf(spec);
      return {
        plant_id: site.plant,
        circuit_id: site.circuit,
        previous_environment: `azureml:${place.environment}:${versions.good}`,
        environment: `azureml:${place.environment}:${versions.bad}`,
        ...(model === undefined ? {} : { previous_model: model, model }),
        previous_spec: spec,
      };
    }),
  };
}

function modelOf(deployment: BatchDeployment | undefined): string | undefined {
  const model = deployment?.properties.model;
  return model?.referenceType === 'Id' && 'assetId' in model ? model.assetId : undefined;
}

/** Puts the release on record before anything changes; the app seals it and keeps it for good. */
async function record(appUrl: string, metadata: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${appUrl}/api/releases`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(metadata),
  });
  if (!response.ok) {
    throw new Error(`the release was not put on record: ${await response.text()}`);
  }
}

async function update(
  { batchDeployments }: AzureMachineLearningWorkspaces,
  site: Site,
  before: Before,
): Promise<void> {
  const found = before.get(keyOf(site));
  if (!found) {
    throw new Error(`${keyOf(site)} is not there to be released to`);
  }
  const { id: _, name: __, type: ___, systemData: ____, ...spec } = found;
  await batchDeployments.beginCreateOrUpdateAndWait(
    place.resourceGroup,
    place.workspace,
    site.endpoint,
    site.deployment,
    {
      ...spec,
      tags: {
        ...spec.tags,
        previous_environment: `azureml:${place.environment}:${versions.good}`,
        release_id: releaseId,
      },
      properties: { ...spec.properties, environmentId: environmentId(versions.bad) },
    },
    { updateIntervalInMs: 500 },
  );
}
