import { commandOf, runningProcesses } from '../process/process';
import type { Process } from '../process/process';

/**
 * The processes that are killed. The broker is a part of the cloud's process, and dies with it;
 * Azurite is a process of its own.
 */
export const victims = ['host', 'app', 'cloud', 'azurite'] as const;
export type Victim = (typeof victims)[number];

const scripts: Record<Victim, string> = {
  host: '/local/host/main.js',
  app: '/local/host/worker/child.js',
  cloud: '/local/cloud/main.js',
  azurite: '/local/cloud/blob/azuriteProcess.js',
};

/**
 * Kills one process of the platform whose state lies in this folder, without a chance to clean
 * up. False when there is none: it was killed just now, and is not up again yet.
 */
export function killVictim(victim: Victim, state: string): boolean {
  const all = runningProcesses();
  const found =
    victim === 'app'
      ? appOf(
          all.find((each) => runs(each, scripts.host, state)),
          all,
        )
      : all.find((each) => runs(each, scripts[victim], state));
  if (!found) {
    return false;
  }
  process.kill(found.pid, 'SIGKILL');
  return true;
}

/** The app's process is told of no folder: it is known by its parent. */
function appOf(host: Process | undefined, all: readonly Process[]): Process | undefined {
  return all.find((each) => each.parent === host?.pid && runs(each, scripts.app, ''));
}

function runs(process: Process, script: string, state: string): boolean {
  const words = commandOf(process);
  return words.some((word) => word.endsWith(script)) && words.some((word) => word.includes(state));
}
