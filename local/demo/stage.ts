import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cloudAt } from './cloud';
import type { Cloud } from './cloud';
import { cloudConfiguration, serviceBusConfiguration } from './configuration';
import { readEndpoints } from './endpoints';
import type { Endpoints } from './endpoints';
import type { Options } from './options';
import { supervise } from './program';
import type { Supervised } from './program';
import { cloudProgram, hostProgram, root } from './programs';
import type { Surroundings } from './programs';
import { waitFor } from './waitFor';

/** The processes of the story, each of which can be killed by itself. */
export type Stage = {
  cloud: Cloud;
  appUrl: string;
  /** Rejects when one of the processes cannot be kept running. */
  broken: Promise<never>;
  /** Starts the app; its settings have to be in place. */
  startApp(): Promise<void>;
  stop(): Promise<void>;
};

const patienceSeconds = 60;

/** Starts the local cloud, with state of its own unless the last one's is kept. */
export async function setStage(
  options: Partial<Options> & Pick<Options, 'speed' | 'port' | 'keep' | 'state'>,
  onRestart: (reason: string) => void,
): Promise<Stage> {
  const surroundings = { ...options, state: resolve(root, options.state) };
  await prepare(surroundings, options.keep);
  const cloudProcess = supervise(cloudProgram(surroundings), onRestart);
  const running: Supervised[] = [cloudProcess];
  const stop = async (): Promise<void> => {
    for (const process of running.toReversed()) {
      await process.stop();
    }
  };

  try {
    const cloud = await cloudUp(surroundings, cloudProcess);
    const appUrl = `http://localhost:${options.port}`;
    const broken = Promise.withResolvers<never>();
    broken.promise.catch(() => {});
    cloudProcess.gaveUp.catch(broken.reject);
    const startApp = async (): Promise<void> => {
      const host = supervise(hostProgram(surroundings, cloud), onRestart);
      running.push(host);
      host.gaveUp.catch(broken.reject);
      const until = { seconds: patienceSeconds, unless: broken.promise };
      await waitFor('the start of the app', () => isReady(appUrl), until);
    };
    return { cloud, appUrl, broken: broken.promise, startApp, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function prepare({ state }: Surroundings, keep: boolean): Promise<void> {
  if (!keep) {
    await rm(state, { recursive: true, force: true });
  }
  await mkdir(join(state, 'logs'), { recursive: true });
  await writeJson(join(state, 'cloud.json'), cloudConfiguration());
  await writeJson(join(state, 'servicebus.json'), serviceBusConfiguration());
  await rm(endpointsFile(state), { force: true });
}

/** The cloud writes its endpoints down once all of its services answer. */
async function cloudUp({ state }: Surroundings, { gaveUp }: Supervised): Promise<Cloud> {
  const written = async (): Promise<Endpoints | undefined> =>
    readEndpoints(endpointsFile(state)).catch(() => undefined);
  const until = { seconds: patienceSeconds, unless: gaveUp };
  return cloudAt(await waitFor('the start of the local cloud', written, until));
}

function endpointsFile(state: string): string {
  return join(state, 'cloud', 'endpoints.json');
}

async function isReady(appUrl: string): Promise<true | undefined> {
  const response = await fetch(`${appUrl}/api/rollbacks`).catch(() => undefined);
  return response?.ok === true ? true : undefined;
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
