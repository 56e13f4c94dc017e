import { identities } from '../../local/demo/place';
import { watchProcesses } from './watchProcesses';
import type { Spent } from './watchProcesses';
import type { Bench } from '../group';
import { figuresOf } from './figures';
import type { Figures } from './figures';
import { longestHistory } from './longestHistory';
import { writeLimitOf } from './limits';
import { readRecord } from './record';
import { recordRelease, rollBack } from './rollBack';
import { onScene } from './scene';
import type { Scene } from './scene';
import { seedSettings } from './seed';

export type Ours = Figures & {
  /** From the request to the report, in the service's seconds. */
  reportSeconds: number;
  spent: Spent;
  /** The most events that any orchestration's history held. */
  longestHistory: number;
};

/** Measures one rollback by the app. `restore` is the policy's section. */
export async function measureOurs(
  scene: Scene,
  restore: Record<string, unknown>,
  { say, signal }: Pick<Bench, 'say' | 'signal'>,
): Promise<Ours> {
  return onScene(scene, { say, signal }, async ({ stage, folder, longestWriteSeconds }) => {
    const { fleet, speed, profile } = scene;
    const circuits = fleet.flatMap((plant) => plant.circuits).length;
    await seedSettings(stage.cloud, fleet, { restore, speed });
    await stage.startApp();
    await recordRelease(stage.appUrl, fleet);
    const spending = watchProcesses();
    const { startedAt, reportedAt } = await rollBack(stage, { patienceSeconds: 1_800 });
    const spent = spending.end();
    const record = await readRecord(stage.cloud, identities.ripcord);
    // The host keeps its store to itself while it runs.
    await stage.stop();
    const plants = fleet.length;
    const setting = { circuits, plants, speed, limit: writeLimitOf(profile), longestWriteSeconds };
    return {
      ...figuresOf(record, setting, startedAt),
      reportSeconds: ((reportedAt - startedAt) / 1000) * speed,
      spent,
      longestHistory: longestHistory(folder),
    };
  });
}
