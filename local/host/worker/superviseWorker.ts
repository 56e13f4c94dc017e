import { EventEmitter } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { textOf } from '../log';
import { startAppProcess } from './startAppProcess';
import type { AppProcess, AppProcessOptions } from './startAppProcess';
import { WorkerLost } from './types';
import type { Invocation, InvocationResult, RegisteredFunction, Worker } from './types';

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
  /** Ends the process for good; kills it if it takes longer than `withinMs`. */
  stop(withinMs: number): Promise<void>;
};

const firstPauseMs = 100;
const longestPauseMs = 10_000;
/** A process that ran this long was healthy: its end starts the pauses anew. */
const healthyAfterMs = 30_000;
const category = 'Host.Worker';

/**
 * Starts the app and keeps it running. Rejects if the app does not load the first time; later
 * failures are retried for ever, while invocations wait. Invocations in flight when a process ends
 * reject with `WorkerLost`.
 */
export async function superviseWorker(options: AppProcessOptions): Promise<SupervisedWorker> {
  return new Supervisor(options, await startAppProcess(options));
}

class Supervisor implements SupervisedWorker {
  readonly functions: readonly RegisteredFunction[];
  readonly #options: AppProcessOptions;
  readonly #stopping = new AbortController();
  readonly #replacements = new EventEmitter<{ replaced: [] }>();
  #latest: AppProcess;
  #current: Promise<AppProcess>;

  constructor(options: AppProcessOptions, first: AppProcess) {
    this.#options = options;
    this.functions = first.functions;
    this.#latest = first;
    this.#current = Promise.resolve(first);
    void this.#keepRunning();
  }

  async process(): Promise<AppProcess> {
    for (;;) {
      const running = await this.#current;
      if (running.isReachable()) {
        return running;
      }
      // A process on its way out would only lose what it is given, and some triggers count that.
      await running.exited;
      if (this.#stopping.signal.aborted) {
        throw new WorkerLost('The host is stopping');
      }
    }
  }

  latest(): AppProcess {
    return this.#latest;
  }

  onReplaced(tell: () => void): void {
    this.#replacements.on('replaced', tell);
  }

  async invoke(invocation: Invocation): Promise<InvocationResult> {
    const running = await this.process();
    return running.invoke(invocation);
  }

  restart(reason: string): void {
    this.#options.log('warning', category, `Restarting the app's process: ${reason}`);
    this.#latest.kill();
  }

  async stop(withinMs: number): Promise<void> {
    this.#stopping.abort();
    await this.#current.then(
      (running) => running.stop(withinMs),
      () => {},
    );
  }

  async #keepRunning(): Promise<void> {
    const { log } = this.#options;
    for (let failures = 0; ;) {
      const startedAt = performance.now();
      const how = await this.#latest.exited;
      if (this.#stopping.signal.aborted) {
        return;
      }
      failures = performance.now() - startedAt > healthyAfterMs ? 1 : failures + 1;
      log('error', category, `The app's process (${this.#latest.pid}) ended: ${how}.`);
      this.#current = this.#startAgain(failures);
      try {
        this.#latest = await this.#current;
      } catch {
        // Only a stopping host gives up, and whoever waits for the process hears it too.
        return;
      }
      this.#replacements.emit('replaced');
    }
  }

  async #startAgain(failuresSoFar: number): Promise<AppProcess> {
    const { log } = this.#options;
    const { signal } = this.#stopping;
    for (let failures = failuresSoFar; ; failures += 1) {
      const pauseMs = Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs);
      await setTimeout(pauseMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) {
        throw new WorkerLost('The host is stopping');
      }
      try {
        const running = await startAppProcess(this.#options);
        log('information', category, `The app runs again, in process ${running.pid}.`);
        return running;
      } catch (error) {
        log('error', category, `The app did not start again: ${textOf(error)}`);
      }
    }
  }
}
