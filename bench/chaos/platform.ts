import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { Cloud } from '../../local/demo/cloud';
import { policyDocument } from '../../local/demo/configuration';
import { makeFleet, sitesOf } from '../../local/demo/fleet';
import type { Plant, Site } from '../../local/demo/fleet';
import { identities } from '../../local/demo/place';
import { supervise } from '../../local/demo/program';
import { hostProgram } from '../../local/demo/programs';
import { setScene, trust } from '../../local/demo/scene';
import { setStage } from '../../local/demo/stage';
import { waitFor } from '../../local/demo/waitFor';
import { killVictim } from './victims';
import type { Victim } from './victims';

/** A whole platform in processes of its own, with a healthy fleet on it. */
export type Platform = {
  cloud: Cloud;
  appUrl: string;
  sites: readonly Site[];
  /** Rejects when one of the processes cannot be kept running. */
  broken: Promise<never>;
  kill(victim: Victim): boolean;
  /** Ends all of it, and leaves nothing behind. */
  stop(): Promise<void>;
};

type Pace = {
  writes: { burst: number; perMinute: number };
  operationTimeoutMinutes?: number;
};

export type PlatformOptions = {
  plants: number;
  circuits: number;
  speed: number;
  say: (line: string) => void;
  /** How fast the app may write by its policy alone, to a service that then limits nothing. */
  restore?: Pace;
  /** The cloud as the app is to see it, where that is not as it is. */
  through?: (cloud: Cloud) => Promise<Cloud>;
};

const patienceSeconds = 60;

/** Starts cloud and host, each of which is started again when it ends. */
export async function startPlatform({
  say,
  restore,
  through = async (cloud) => cloud,
  ...size
}: PlatformOptions): Promise<Platform> {
  const state = await mkdtemp(path.join(os.tmpdir(), 'ripcord-chaos-'));
  const port = await freePort();
  const options = { ...size, port, state, once: true, json: true, keep: false };
  const stage = await setStage(options, say);
  const endings = [() => stage.stop(), () => rm(state, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const end of endings) {
      // oxlint-disable-next-line no-await-in-loop -- in this order
      await end();
    }
  };
  try {
    const { cloud, appUrl } = stage;
    const fleet: readonly Plant[] = makeFleet(size);
    await trust(cloud.caFile);
    await setScene(cloud, fleet, options);
    if (restore) {
      await limitWrites(cloud, size.speed, restore);
    }
    const seen = await through(cloud);
    const host = supervise(hostProgram({ speed: size.speed, port, state }, seen), say);
    endings.unshift(() => host.stop());
    const broken = Promise.race([stage.broken, host.gaveUp]);
    broken.catch(() => {});
    const until = { seconds: patienceSeconds, unless: broken };
    await waitFor('the start of the app', () => isReady(appUrl), until);
    const kill = (victim: Victim): boolean => killVictim(victim, state);
    return { cloud, appUrl, sites: sitesOf(fleet), broken, kill, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const Policy = z.looseObject({ restore: z.looseObject({}) });

/** A service with a limit says what is left of it, and the app goes by that. */
async function limitWrites(cloud: Cloud, speed: number, restore: Pace): Promise<void> {
  const policy = Policy.parse(policyDocument(speed));
  const text = JSON.stringify({ ...policy, restore: { ...policy.restore, ...restore } });
  const blob = cloud.container(identities.observer).getBlockBlobClient('policy.json');
  await blob.upload(text, Buffer.byteLength(text));
  await cloud.behind('PUT', '/machineLearning/profile', { name: 'none' });
}

async function isReady(appUrl: string): Promise<true | undefined> {
  const response = await fetch(`${appUrl}/api/rollbacks`).catch(() => undefined);
  return response?.ok === true ? true : undefined;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
