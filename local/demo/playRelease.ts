import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import type { BatchDeployment } from '@azure/arm-machinelearning';
import type { Site } from './fleet';
import { environmentId, identities, modelId, place, versions } from './place';
import type { Stage } from './stage';
import type { Change } from './stories/story';

/** Updates that the pipeline has under way at once: about what the service's write limit feeds. */
const workers = 12;

/**
 * Plays the release pipeline: reads every deployment, writes the metadata that leads back, and
 * only then moves one deployment after the other to what it brings.
 */
export async function playRelease(
  { cloud, appUrl }: Pick<Stage, 'cloud' | 'appUrl'>,
  change: Change,
  report: (updated: number) => void,
): Promise<void> {
  const { sites } = change;
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
  await record(appUrl, metadataOf(change, before));

  let updated = 0;
  const waiting = [...sites];
  const work = async (): Promise<void> => {
    for (let site = waiting.shift(); site; site = waiting.shift()) {
      await update(client, site, { change, before });
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
function metadataOf({ id, cause, minutesAgo, sites, to }: Change, before: Before) {
  const next = to.environment ?? versions.good;
  return {
    release_id: id,
    version: next,
    change_cause: cause,
    author: identities.pipeline,
    environment_version: next,
    previous_environment_version: versions.good,
    updated_at: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
    breaking_changes: [],
    irreversible_migrations: [],
    deployments: sites.map((site) => {
      const spec = before.get(keyOf(site));
      const previous = modelOf(spec);
      const model = to.model === undefined ? previous : modelId(site, to.model);
      return {
        plant_id: site.plant,
        circuit_id: site.circuit,
        previous_environment: `azureml:${place.environment}:${versions.good}`,
        environment: `azureml:${place.environment}:${next}`,
        ...(previous === undefined ? {} : { previous_model: previous, model }),
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
async function record(appUrl: string, metadata: unknown): Promise<void> {
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
  { change: { id: release, to }, before }: { change: Change; before: Before },
): Promise<void> {
  const found = before.get(keyOf(site));
  if (!found) {
    throw new Error(`${keyOf(site)} is not there to be released to`);
  }
  const { id: _, name: __, type: ___, systemData: ____, ...spec } = found;
  const model: BatchDeployment['properties']['model'] =
    to.model === undefined
      ? spec.properties.model
      : { referenceType: 'Id', assetId: modelId(site, to.model) };
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
        release_id: release,
      },
      properties: {
        ...spec.properties,
        environmentId: environmentId(to.environment ?? versions.good),
        ...(model === undefined ? {} : { model }),
      },
    },
    { updateIntervalInMs: 500 },
  );
}
