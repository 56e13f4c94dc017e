import { EventEmitter } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { textOf } from '../log';
import { startAppProcess } from './startAppProcess';
import type { AppProcess, AppProcessOptions } from './startAppProcess';
import { WorkerLost } from './types';
import type { Worker } from './types';

/** A worker that outlives its process: a process that ends is replaced, after a growing pause. */
export type SupervisedWorker = Worker & {
  /** The running process; waits for the next one while there is none. */
  process(): Promise<AppProcess>;
  /** The running process, or while there is none the last one that ran. */
  latest(): AppProcess;
  /** Tells whenever a new process runs in place of one that ended. */
  onReplaced(tell: () => void): void;
  /** Kills the process, for instance because a function ran out of time. */
  restart(reason: string): void;
  stop(withinMs: number): Promise<void>;
};

const firstPauseMs = 100;
const longestPauseMs = 10_000;
/** A process that ran this long was healthy: its end starts the pauses anew. */
const healthyAfterMs = 30_000;

/**
 * Starts the app and keeps it running. Rejects if the app does not load the first time; later
 * failures are retried for ever, while invocations wait. Invocations in flight when a process ends
 * reject with `WorkerLost`.
 */
export async function superviseWorker(options: AppProcessOptions): Promise<SupervisedWorker> {
  const stopping = new AbortController();
  const first = await startAppProcess(options);
  let latest = first;
  const replacements = new EventEmitter<{ replaced: [] }>();
  let current = Promise.resolve(first);
  void keepRunning({
    options,
    first,
    stopping: stopping.signal,
    onEnded: (next) => {
      current = next;
    },
    onRunning: (next) => {
      latest = next;
      replacements.emit('replaced');
    },
  });

  return {
    functions: first.functions,
    process: () => current,
    latest: () => latest,
    onReplaced: (tell) => replacements.on('replaced', tell),
    invoke: async (invocation) => (await current).invoke(invocation),
    restart: (reason) => {
      options.log('warning', 'Host.Worker', `Restarting the app's process: ${reason}`);
      void current.then((running) => running.kill());
    },
    stop: async (withinMs) => {
      stopping.abort();
      await current.then(
        (running) => running.stop(withinMs),
        () => {},
      );
    },
  };
}

async function keepRunning(supervision: {
  options: AppProcessOptions;
  first: AppProcess;
  stopping: AbortSignal;
  onEnded: (next: Promise<AppProcess>) => void;
  onRunning: (next: AppProcess) => void;
}): Promise<void> {
  const { options, stopping, onEnded, onRunning } = supervision;
  let running = supervision.first;
  let failures = 0;
  for (;;) {
    const startedAt = performance.now();
    const how = await running.exited;
    if (stopping.aborted) {
      return;
    }
    failures = performance.now() - startedAt > healthyAfterMs ? 1 : failures + 1;
    const gone = `The app's process (${running.pid}) ended: ${how}. Restarting it.`;
    options.log('error', 'Host.Worker', gone);
    const next = startAgain({ options, failures, stopping });
    onEnded(next);
    try {
      running = await next;
      onRunning(running);
    } catch {
      // Only a stopping host gives up, and whoever waits for the process hears it too.
      return;
    }
  }
}

async function startAgain(attempt: {
  options: AppProcessOptions;
  failures: number;
  stopping: AbortSignal;
}): Promise<AppProcess> {
  const { options, stopping } = attempt;
  for (let { failures } = attempt; ; failures += 1) {
    await pause(Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs), stopping);
    if (stopping.aborted) {
      throw new WorkerLost('The host is stopping');
    }
    try {
      const running = await startAppProcess(options);
      options.log('information', 'Host.Worker', `The app runs again, in process ${running.pid}.`);
      return running;
    } catch (error) {
      options.log('error', 'Host.Worker', `The app did not start again: ${textOf(error)}`);
    }
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => {});
}
