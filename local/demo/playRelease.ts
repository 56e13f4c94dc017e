import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import type { BatchDeployment } from '@azure/arm-machinelearning';
import type { Cloud } from './cloud';
import type { Site } from './fleet';
import { environmentId, identities, place, releaseBlob, releaseId, versions } from './place';

/** Updates that the pipeline has under way at once: about what the service's write limit feeds. */
const workers = 12;

/**
 * Plays the release pipeline: reads every deployment, writes the metadata that leads back, and
 * only then moves one deployment after the other to the new environment.
 */
export async function playRelease(
  cloud: Cloud,
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
  await writeMetadata(cloud, sites, before);

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

/** The document of the runbook, with the whole spec of every deployment beside it. */
async function writeMetadata(cloud: Cloud, sites: readonly Site[], before: Before): Promise<void> {
  const container = cloud.container(identities.pipeline);
  const document = {
    release_id: releaseId,
    environment_version: versions.bad,
    previous_environment_version: versions.good,
    updated_at: new Date().toISOString(),
    deployments: sites.map((site) => ({
      plant_id: site.plant,
      circuit_id: site.circuit,
      previous_environment: `azureml:${place.environment}:${versions.good}`,
      previous_spec: before.get(keyOf(site)),
    })),
  };
  const text = JSON.stringify(document, null, 2);
  await container
    .getBlockBlobClient(releaseBlob)
    .upload(text, Buffer.byteLength(text), { conditions: { ifNoneMatch: '*' } });
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
