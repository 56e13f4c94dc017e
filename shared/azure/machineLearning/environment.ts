import { isRestError } from '@azure/core-rest-pipeline';
import type { EnvironmentVersion } from '../../domain/asset';
import type { EnvironmentState } from '../../domain/plan';
import type { Workspace } from './workspace';

/** Archived versions can still be used; deleted ones cannot come back. */
export async function environmentState(
  { client, resourceGroup, workspace }: Workspace,
  version: EnvironmentVersion,
): Promise<EnvironmentState> {
  const split = shortForm(version);
  if (!split) {
    // Of a registry: its own subscription and resource group are not in the id.
    return 'present';
  }
  try {
    const found = await client.environmentVersions.get(
      resourceGroup,
      workspace,
      split.name,
      split.version,
    );
    return found.properties.isArchived === true ? 'archived' : 'present';
  } catch (error) {
    if (isRestError(error) && error.statusCode === 404) {
      return 'missing';
    }
    throw error;
  }
}

function shortForm(version: EnvironmentVersion): { name: string; version: string } | undefined {
  const colon = version.startsWith('azureml://') ? -1 : version.lastIndexOf(':');
  return colon < 0
    ? undefined
    : { name: version.slice(0, colon), version: version.slice(colon + 1) };
}
