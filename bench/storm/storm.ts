import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { makeFleet, sitesOf } from '../../local/demo/fleet';
import { setScene, trust } from '../../local/demo/scene';
import { setStage } from '../../local/demo/stage';
import type { Bench, Group, Row } from '../group';
import { runHost } from '../host/runHost';
import { compareIngest } from './compareIngest';
import { playStorm } from './playStorm';

/** How a storm of alerts is taken in, and whether it ends as one incident with none lost. */
export const storm: Group = {
  measures: 'a storm of 10,000 alerts on the local platform: taken in, lost, incidents, decision',
  run: measureStorm,
};

/** Faster than Azure, so that the bench is not a wait; the figures do not depend on it. */
const speed = 40;
const windowSeconds = 60 / speed;
const fleet = { plants: 10, circuits: 200 };
const sites = sitesOf(makeFleet(fleet));

async function measureStorm({ root, signal, say }: Bench): Promise<Row[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ripcord-bench-'));
  const bare = await runHost(root, folder, require.resolve('./bareApp'));
  const options = {
    ...fleet,
    speed,
    port: await freePort(),
    once: true,
    json: true,
    keep: false,
    state: path.join(folder, 'stage'),
  };
  try {
    const stage = await setStage(options, say);
    const stop = (): void => void stage.stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await trust(stage.cloud.caFile);
      await setScene(stage.cloud, makeFleet(fleet), options);
      await stage.startApp();
      say('receiveAlert next to a bare function');
      const origins = { ripcord: stage.appUrl, bare: bare.origin };
      const { rows, accepted: before } = await compareIngest(origins, { sites, signal });
      signal.throwIfAborted();
      say('10,000 alerts of 200 circuits');
      return [...rows, ...(await playStorm(stage, { sites, windowSeconds, before }))];
    } finally {
      signal.removeEventListener('abort', stop);
      await stage.stop();
    }
  } finally {
    await bare.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
