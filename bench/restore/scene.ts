import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { ProfileName } from '../../local/cloud/machineLearning/throttle/profiles';
import type { Plant } from '../../local/demo/fleet';
import { setStage } from '../../local/demo/stage';
import type { Stage } from '../../local/demo/stage';
import { trust } from '../../local/demo/scene';
import { freePort } from '../process/freePort';
import { seedCloud } from './seed';

/** What a rollback is measured on. */
export type Scene = {
  fleet: readonly Plant[];
  profile: ProfileName;
  speed: number;
  /** Seconds, from and to, of the synchronous part of a write and of its operation. */
  latency: Latency | undefined;
};

export type Latency = {
  deploymentWrite: [number, number];
  deploymentOperation: [number, number];
};

const InForce = z.object({ deploymentWrite: z.tuple([z.number(), z.number()]) });

export type Opened = { stage: Stage; folder: string; longestWriteSeconds: number };

/** Does something on a cloud of its own, in which the bad release has just come to its end. */
export async function onScene<T>(
  scene: Scene,
  { say, signal }: { say: (line: string) => void; signal: AbortSignal },
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ripcord-bench-'));
  const stage = await setStage(
    {
      plants: scene.fleet.length,
      circuits: scene.fleet.flatMap(({ circuits }) => circuits).length,
      speed: scene.speed,
      port: await freePort(),
      once: true,
      json: true,
      keep: false,
      state: folder,
    },
    say,
  );
  const aborted = Promise.withResolvers<never>();
  // Whoever waits for something in the scene waits no longer once it is over.
  const broken = Promise.race([stage.broken, aborted.promise]);
  broken.catch(() => {});
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await trust(stage.cloud.caFile);
    await seedCloud(stage.cloud, scene.fleet);
    const longestWriteSeconds = await rules(stage, scene);
    const opened = { stage: { ...stage, broken }, folder, longestWriteSeconds };
    return await Promise.race([work(opened), broken]);
  } finally {
    signal.removeEventListener('abort', abort);
    await stage.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Sets what the service is like, and answers with its longest synchronous part of a write. */
async function rules({ cloud }: Stage, { profile, latency }: Scene): Promise<number> {
  const inForce = await cloud.behind('PUT', '/machineLearning/latencies', latency ?? {});
  await cloud.behind('PUT', '/machineLearning/journal/bodies', { keep: 'none' });
  await cloud.behind('PUT', '/machineLearning/profile', { name: profile });
  return InForce.parse(inForce).deploymentWrite[1];
}
