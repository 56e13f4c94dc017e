import { plantAt } from '../../domain/fleet';
import type { Fleet } from '../../domain/fleet';
import type { AssetState } from '../../domain/plan/evidence';
import type { Deployments } from '../../ports';
import type { WorkspacePlace } from './workspace';

type Shards = {
  /** Where a plant lies that names no workspace. */
  home: WorkspacePlace;
  fleet: () => Promise<Fleet>;
  /** What has a connection of its own. */
  by: 'subscription' | 'workspace';
  /** Connects to one; asked once for each. */
  connect: (place: WorkspacePlace) => Deployments;
};

/**
 * Deployments of a fleet that lies in several workspaces: each plant is asked for where it lies.
 * A version counts as missing only where no workspace of the fleet has it.
 */
export function sharded({ home, fleet, by, connect }: Shards): Deployments {
  const connected = new Map<string, Deployments>();
  const at = (place: WorkspacePlace): Deployments => {
    const { subscriptionId, resourceGroup, workspace } = place;
    const whole = `${subscriptionId}/${resourceGroup}/${workspace}`.toLowerCase();
    const name = by === 'subscription' ? subscriptionId.toLowerCase() : whole;
    const known = connected.get(name) ?? connect(place);
    connected.set(name, known);
    return known;
  };
  const of = async (endpoint: string): Promise<Deployments> =>
    at(placeOf(await fleet(), endpoint, home));
  const anywhere = async (ask: (one: Deployments) => Promise<AssetState>): Promise<AssetState> => {
    const ones = new Set(placesOf(await fleet(), home).map(at));
    const states = await Promise.all([...ones].map(ask));
    return states.find((state) => state !== 'missing') ?? 'missing';
  };
  return {
    list: async (endpoint, operations) => (await of(endpoint)).list(endpoint, operations),
    startRestore: async (target, incident, mayWrite) =>
      (await of(target.endpoint)).startRestore(target, incident, mayWrite),
    environment: (version) => anywhere((one) => one.environment(version)),
    model: (version) => anywhere((one) => one.model(version)),
  };
}

function placeOf(fleet: Fleet, endpoint: string, home: WorkspacePlace): WorkspacePlace {
  const name = plantAt(fleet, endpoint)?.workspace;
  const named = fleet.workspaces?.find((one) => one.name === name);
  return named ? placeFrom(named, home) : home;
}

function placesOf({ plants, workspaces = [] }: Fleet, home: WorkspacePlace): WorkspacePlace[] {
  const used = new Set(plants.map(({ workspace }) => workspace));
  const named = workspaces.filter(({ name }) => used.has(name));
  return [...(used.has(undefined) ? [home] : []), ...named.map((one) => placeFrom(one, home))];
}

function placeFrom(
  { subscriptionId, resourceGroup, workspace }: NonNullable<Fleet['workspaces']>[number],
  { endpoint }: WorkspacePlace,
): WorkspacePlace {
  return { endpoint, subscriptionId, resourceGroup, workspace };
}
