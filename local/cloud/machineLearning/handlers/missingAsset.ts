import type { ResourceId } from '../arm/resourceId';
import { parseAssetId } from '../kinds/assetId';
import type { AssetId } from '../kinds/assetId';
import type { Simulation } from '../simulation';
import { equal, workspaceGuid } from './lookup';

/** The first of the assets that is registered nowhere; undefined if all are. */
export function findMissingAsset(
  simulation: Simulation,
  assetIds: readonly string[],
): string | undefined {
  return assetIds.find((assetId) => {
    const parsed = parseAssetId(assetId);
    return !parsed || !isRegistered(simulation, parsed);
  });
}

function isRegistered(simulation: Simulation, assetId: AssetId): boolean {
  if (isInRegistry(assetId) && simulation.behaviour.registryAssets === 'assumed') {
    return true;
  }
  const id = resourceIdOf(simulation, assetId);
  return id !== undefined && simulation.resources.body(id) !== undefined;
}

function isInRegistry(assetId: AssetId): boolean {
  return (
    assetId.written === 'registry' ||
    (assetId.written === 'armId' && assetId.id.type.startsWith('registries/'))
  );
}

function resourceIdOf({ scope }: Simulation, assetId: AssetId): ResourceId | undefined {
  const { workspaces, registries } = scope;
  switch (assetId.written) {
    case 'armId':
      return assetId.id;
    case 'registry': {
      const { collection, name, version } = assetId;
      const home = registries.find((registry) => equal(registry.name, assetId.registry));
      const type = `registries/${collection}/versions` as const;
      return home && { ...home, type, names: [home.name, name, version] };
    }
    case 'workspaceGuid': {
      const { collection, name, version } = assetId;
      const home = workspaces.find((one) => equal(workspaceGuid(one), assetId.guid));
      const type = `workspaces/${collection}/versions` as const;
      return home && { ...home, type, names: [home.name, name, version] };
    }
  }
}
