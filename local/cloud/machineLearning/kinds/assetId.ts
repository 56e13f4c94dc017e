import { z } from 'zod';
import { parseResourceId } from '../arm/resourceId';
import type { ResourceId } from '../arm/resourceId';

/** Where a version of a model or an environment is registered, as far as its id says. */
export type AssetId =
  | { written: 'armId'; id: ResourceId; collection: AssetCollection }
  | ({ written: 'workspaceGuid'; guid: string } & NamedAsset)
  | ({ written: 'registry'; registry: string } & NamedAsset);

export type AssetCollection = 'models' | 'environments';

type NamedAsset = { collection: AssetCollection; name: string; version: string };

/** Reads the id of an asset version; undefined if it is none. */
export function parseAssetId(id: string): AssetId | undefined {
  const armId = parseResourceId(id);
  if (armId) {
    const collection = collectionOf(armId.type.split('/')[1]);
    const isVersion = armId.type.endsWith('/versions');
    return collection && isVersion ? { written: 'armId', id: armId, collection } : undefined;
  }

  const [, registry, ...inRegistry] = registryId.exec(id) ?? [];
  if (registry !== undefined) {
    return { written: 'registry', registry, ...namedAsset(inRegistry) };
  }

  const [, guid, ...inWorkspace] = workspaceGuidId.exec(id) ?? [];
  return guid === undefined
    ? undefined
    : { written: 'workspaceGuid', guid, ...namedAsset(inWorkspace) };
}

const versionTail = '(models|environments)/([^/]+)/versions/([^/]+)$';
const registryId = new RegExp(`^azureml://registries/([^/]+)/${versionTail}`, 'i');
const workspaceGuidId = new RegExp(
  `^azureml://locations/[^/]+/workspaces/([^/]+)/${versionTail}`,
  'i',
);

function namedAsset([collection = '', name = '', version = '']: string[]): NamedAsset {
  return { collection: collectionOf(collection.toLowerCase()) ?? 'models', name, version };
}

function collectionOf(segment: string | undefined): AssetCollection | undefined {
  return segment === 'models' || segment === 'environments' ? segment : undefined;
}

/** The id of a version in the collection, written in one of the ways the service takes. */
export function assetIdIn(collection: AssetCollection) {
  return z.string().refine((id) => parseAssetId(id)?.collection === collection, {
    error: ({ input }) =>
      `'${String(input)}' is malformed: a Resource Manager id of a version under '${collection}' or ` +
      `'azureml://registries/<registry>/${collection}/<name>/versions/<version>' was expected`,
  });
}

/** The id of something in a workspace that is not simulated, and taken to exist. */
export function workspaceIdIn(collection: 'computes' | 'codes') {
  const tail = collection === 'codes' ? '[^/]+/versions/[^/]+' : '[^/]+';
  const shape = new RegExp(
    `^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.MachineLearningServices/workspaces/[^/]+/${collection}/${tail}$`,
    'i',
  );
  return z.string().regex(shape, {
    error: ({ input }) =>
      `'${String(input)}' is malformed: a Resource Manager id under '${collection}' was expected`,
  });
}
