import { makeFleet } from '../../local/demo/fleet';
import type { ProfileName } from '../../local/cloud/machineLearning/throttle/profiles';
import type { Bench, Row } from '../group';
import { circuitsPerPlant } from './choice';
import { restorePolicy } from './limits';
import { measureOurs } from './ours';
import type { Ours } from './ours';

/** Nothing but the work of app and host is asked about, so that the service need not be waited for. */
const speed = 20;

/** What a circuit costs in fleets of several sizes, over what it costs in the first of them. */
export async function measureScale(
  sizes: readonly number[],
  { say, signal }: Pick<Bench, 'say' | 'signal'>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let first: number | undefined;
  for (const circuits of sizes) {
    say(`scale: ${circuits} circuits`);
    // oxlint-disable-next-line no-await-in-loop -- side by side they would measure each other
    const ours = await measureOne(circuits, 'none', { say, signal });
    const each = ours.spent.cpuSeconds / circuits;
    first ??= each;
    rows.push(
      { name: `scale/${circuits}/cpu_ratio`, value: each / first, unit: '×' },
      { name: `scale/${circuits}/cpu_ms_per_circuit`, value: each * 1_000, unit: 'ms' },
      { name: `scale/${circuits}/app_mb`, value: ours.spent.appMb, unit: 'MB' },
      { name: `scale/${circuits}/longest_history`, value: ours.longestHistory, unit: 'events' },
    );
  }
  return rows;
}

async function measureOne(
  circuits: number,
  profile: ProfileName,
  bench: Pick<Bench, 'say' | 'signal'>,
): Promise<Ours> {
  const fleet = makeFleet({ circuits, plants: Math.ceil(circuits / circuitsPerPlant) });
  const scene = { fleet, profile, speed, latency: undefined };
  return measureOurs(scene, restorePolicy(profile, speed), bench);
}
