import { setTimeout as pause } from 'node:timers/promises';
import { isRunning } from './process';
import type { Process } from './process';

/** Asks processes to end, ends those that have not within `graceMs`, and waits until all have. */
export async function stopProcesses(processes: readonly Process[], graceMs: number): Promise<void> {
  const deadline = performance.now() + graceMs;
  let left = processes.filter(isRunning);
  left.forEach((each) => send(each, 'SIGTERM'));
  while (left.length > 0) {
    await pause(20);
    left = left.filter(isRunning);
    if (performance.now() > deadline) {
      left.forEach((each) => send(each, 'SIGKILL'));
    }
  }
}

function send({ pid }: Process, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended just now.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) {
      throw error;
    }
  }
}
