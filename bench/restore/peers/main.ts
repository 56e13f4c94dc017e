// The process of a peer: restores one circuit after the other, so many at once, as a script would.
import { readFileSync } from 'node:fs';
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { credentialOf } from '../../../local/demo/credential';
import { environmentId, place, versions } from '../../../local/demo/place';
import { Task } from './task';

type Site = Task['sites'][number];

async function main(): Promise<void> {
  const task = Task.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')));
  const client = new AzureMachineLearningWorkspaces(
    credentialOf(task.identity),
    place.subscriptionId,
    {
      endpoint: task.resourceManager,
      credentialScopes: 'https://management.azure.com/.default',
    },
  );
  const waiting = [...task.sites];
  const work = async (): Promise<void> => {
    for (let site = waiting.shift(); site; site = waiting.shift()) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other is what a worker does
      await restore(client, site, task.pollMs).catch((error: unknown) => {
        process.stderr.write(`${site?.endpoint}: ${String(error)}\n`);
      });
    }
  };
  await Promise.all(Array.from({ length: task.workers }, work));
}

/** GET, PUT, and wait until it is done, with the SDK's own retries. */
async function restore(
  { batchDeployments }: AzureMachineLearningWorkspaces,
  { endpoint, deployment }: Site,
  updateIntervalInMs: number,
): Promise<void> {
  const { resourceGroup, workspace } = place;
  const found = await batchDeployments.get(resourceGroup, workspace, endpoint, deployment);
  const { id: _, name: __, type: ___, systemData: ____, ...spec } = found;
  await batchDeployments.beginCreateOrUpdateAndWait(
    resourceGroup,
    workspace,
    endpoint,
    deployment,
    { ...spec, properties: { ...spec.properties, environmentId: environmentId(versions.good) } },
    { updateIntervalInMs },
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
