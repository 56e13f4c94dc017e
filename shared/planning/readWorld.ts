import type { PlantReading } from '../domain/deployment';
import { circuitKey, deploymentOf, endpointOf, same } from '../domain/fleet';
import type { Fleet } from '../domain/fleet';
import type { CircuitHistory } from '../domain/history/history';
import { inBatches } from '../domain/inBatches';
import type { TargetChoice } from '../domain/plan/choice';
import { assetsInQuestion, needsHistory } from '../domain/plan/evidence';
import type { AssetState } from '../domain/plan/evidence';
import type { World } from '../domain/plan/planCircuit';
import { waysBack } from '../domain/plan/wayBack';
import type { BlamedRelease, WayBack } from '../domain/plan/wayBack';
import type { Policy } from '../domain/policy';
import type { Services } from '../ports';

type Needs = Pick<Services, 'deployments' | 'histories' | 'quarantine' | 'settings'>;
type Question = { blamed: readonly BlamedRelease[]; choice: TargetChoice; policy: Policy };

/** Reads what a plan is made from: a list call per plant, and a look at each version in question. */
export async function readWorld(
  { blamed, choice, policy }: Question,
  { deployments, histories: records, quarantine, settings }: Needs,
): Promise<World> {
  const fleet = await settings.fleet();
  const ways = waysBack(blamed);
  const [readings, quarantined] = await Promise.all([
    readPlants(ways, fleet, deployments),
    quarantine.read(),
  ]);
  const inDoubt = ways.filter((way) => needsHistory(way, choice, foundOf(way, fleet, readings)));
  const histories = new Map<string, CircuitHistory>();
  for (const history of await inBatches(inDoubt, (way) => records.read(way))) {
    if (history) {
      histories.set(circuitKey(history), history);
    }
  }
  const { environments, models } = assetsInQuestion(ways, choice, histories);
  const [environmentStates, modelStates] = await Promise.all([
    statesOf(environments, (version) => deployments.environment(version)),
    statesOf(models, (version) => deployments.model(version)),
  ]);
  return {
    fleet,
    readings,
    assets: { environments: environmentStates, models: modelStates },
    histories,
    quarantine: quarantined,
    minHealthyMinutes: policy.metadata.minHealthyMinutes,
  };
}

async function readPlants(
  ways: readonly WayBack[],
  { naming, plants }: Fleet,
  deployments: Services['deployments'],
): Promise<ReadonlyMap<string, PlantReading>> {
  const ours = new Set(plants.map(({ id }) => id));
  const wanted = [...new Set(ways.map(({ plant }) => plant))].filter((id) => ours.has(id));
  const readings = await inBatches(
    wanted,
    async (plant) => [plant, await deployments.list(endpointOf(naming, plant))] as const,
  );
  return new Map(readings);
}

function foundOf(
  { plant, circuit }: WayBack,
  { naming }: Fleet,
  readings: ReadonlyMap<string, PlantReading>,
): { environment: string; model?: string | undefined } | undefined {
  const reading = readings.get(plant);
  const name = deploymentOf(naming, circuit);
  return reading?.status === 'read'
    ? reading.deployments.find(({ deployment }) => same(deployment, name))
    : undefined;
}

async function statesOf(
  versions: readonly string[],
  ask: (version: string) => Promise<AssetState>,
): Promise<ReadonlyMap<string, AssetState>> {
  return new Map(
    await inBatches(versions, async (version) => [version, await ask(version)] as const),
  );
}
