import { z } from 'zod';
import type { Cloud } from '../../local/demo/cloud';
import { fleetDocument, policyDocument } from '../../local/demo/configuration';
import type { Plant } from '../../local/demo/fleet';
import { environmentId, identities, place, versions } from '../../local/demo/place';
import { resourcesBefore } from '../../local/demo/resources';

/** The workspace as a bad release left it, put in place at once: no operation runs, no budget is spent. */
export async function seedCloud(cloud: Cloud, fleet: readonly Plant[]): Promise<void> {
  const text = JSON.stringify(resourcesBefore(fleet))
    .replaceAll(
      `"environmentId":"${environmentId(versions.good)}"`,
      `"environmentId":"${environmentId(versions.bad)}"`,
    )
    .replaceAll(
      `"previous_environment":"azureml:${place.environment}:${versions.older}"`,
      `"previous_environment":"azureml:${place.environment}:${versions.good}"`,
    );
  await cloud.behind('PUT', '/machineLearning/resources', JSON.parse(text));
}

const Policy = z.record(z.string(), z.unknown());

/** What the app is told: its fleet, and its policy with the section that says how to restore. */
export async function seedSettings(
  cloud: Cloud,
  fleet: readonly Plant[],
  { restore, speed }: { restore: Record<string, unknown>; speed: number },
): Promise<void> {
  const container = cloud.container(identities.observer);
  await container.createIfNotExists();
  const policy = { ...Policy.parse(policyDocument(speed)), restore };
  for (const [name, document] of Object.entries({
    'fleet.json': fleetDocument(fleet),
    'policy.json': policy,
  })) {
    const text = JSON.stringify(document);
    // oxlint-disable-next-line no-await-in-loop -- there are two
    await container.getBlockBlobClient(name).upload(text, Buffer.byteLength(text));
  }
}
