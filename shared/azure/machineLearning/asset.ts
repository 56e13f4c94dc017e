import { isRestError } from '@azure/core-rest-pipeline';
import { assetName, assetVersion } from '../../domain/asset';
import type { AssetState } from '../../domain/plan/evidence';
import type { Workspace } from './workspace';

/**
 * Archived versions can still be used; deleted ones cannot come back. What lies in a registry is
 * not checked: its id does not say in which subscription and resource group that is.
 */
export async function assetState(
  { client, resourceGroup, workspace }: Workspace,
  kind: 'environments' | 'models',
  asset: string,
): Promise<AssetState> {
  if (asset.includes('/')) {
    return 'unchecked';
  }
  const operations = kind === 'environments' ? client.environmentVersions : client.modelVersions;
  const [name, version] = [assetName(asset), assetVersion(asset)];
  try {
    const { properties } = await operations.get(resourceGroup, workspace, name, version);
    return properties.isArchived === true ? 'archived' : 'present';
  } catch (error) {
    if (isRestError(error) && error.statusCode === 404) {
      return 'missing';
    }
    throw error;
  }
}
