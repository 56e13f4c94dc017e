import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sitesOf } from '../../../local/demo/fleet';
import { identities } from '../../../local/demo/place';
import type { Stage } from '../../../local/demo/stage';
import type { Bench } from '../../group';
import { runToEnd } from '../../process/runToEnd';
import { figuresOf } from '../figures';
import type { Figures } from '../figures';
import { writeLimitOf } from '../limits';
import { readRecord } from '../record';
import { onScene } from '../scene';
import type { Scene } from '../scene';
import type { Task } from './task';

/** Scripts that do the same without Ripcord, by how many circuits they have under way at once. */
export const peers = { sequential: 1, pool10: 10, promise_all: Infinity } as const;
export type Peer = keyof typeof peers;

export type PeerFigures = Figures & { wasCutOff: boolean };

/** Measures one peer on a cloud of its own, for at most so many of the service's seconds. */
export async function measurePeer(
  peer: Peer,
  scene: Scene,
  { say, signal, atMostSeconds }: Pick<Bench, 'say' | 'signal'> & { atMostSeconds: number },
): Promise<PeerFigures> {
  return onScene(scene, { say, signal }, async ({ stage, folder, longestWriteSeconds }) => {
    const { fleet, speed, profile } = scene;
    const circuits = sitesOf(fleet).length;
    const file = path.join(folder, 'task.json');
    await writeFile(file, JSON.stringify(taskOf(peer, scene, stage)));

    const startedAt = Date.now();
    const end = await runFor((atMostSeconds / speed) * 1000, { signal }, (until) =>
      runToEnd([process.execPath, require.resolve('./main'), file], {
        cwd: folder,
        env: { ...process.env, NODE_EXTRA_CA_CERTS: stage.cloud.caFile },
        signal: until,
      }),
    );
    const record = await readRecord(stage.cloud, identities.pipeline);
    const limit = writeLimitOf(profile);
    const setting = { circuits, plants: fleet.length, speed, limit, longestWriteSeconds };
    return { ...figuresOf(record, setting, startedAt), wasCutOff: end === 'cut off' };
  });
}

function taskOf(peer: Peer, { fleet, speed }: Scene, { cloud }: Stage): Task {
  const sites = sitesOf(fleet).map(({ endpoint, deployment }) => ({ endpoint, deployment }));
  const { endpoint, headers } = cloud.identity;
  return {
    resourceManager: cloud.resourceManager,
    identity: { endpoint, secret: headers[identities.pipeline] ?? '' },
    sites,
    workers: Math.min(peers[peer], sites.length),
    // The SDK's two seconds, of the service's time.
    pollMs: 2_000 / speed,
  };
}

/** Runs something until it ends or its time is up. */
async function runFor(
  milliseconds: number,
  { signal }: Pick<Bench, 'signal'>,
  run: (until: AbortSignal) => Promise<unknown>,
): Promise<'ended' | 'cut off'> {
  const timeIsUp = AbortSignal.timeout(Math.ceil(milliseconds));
  try {
    await run(AbortSignal.any([signal, timeIsUp]));
    return 'ended';
  } catch (error) {
    if (timeIsUp.aborted && !signal.aborted) {
      return 'cut off';
    }
    throw error;
  }
}
