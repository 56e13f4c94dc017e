/* oxlint-disable unicorn/require-post-message-target-origin -- threads have no origin */
import { once } from 'node:events';
import { resolve } from 'node:path';
import { Worker as Thread } from 'node:worker_threads';
import { WorkerLost } from '../../local/host/worker/types';
import type { InvocationResult, RegisteredFunction, Worker } from '../../local/host/worker/types';

export type InProcessWorker = Worker & {
  /** Ends the thread as a crash would; what it was doing is lost. */
  kill(): Promise<void>;
};

/**
 * Runs an app in a thread of its own, outside of jest's module system: the app gets the
 * unmodified `durable-functions` and `@azure/functions` of node_modules.
 */
export async function startInProcessWorker(appFile: string): Promise<InProcessWorker> {
  const thread = new Thread(resolve('test/support/appThread.mjs'), {
    workerData: { appFile },
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  const calls = new Map<number, PromiseWithResolvers<InvocationResult>>();
  let latest = 0;
  let gone = false;
  const [{ functions }] = (await once(thread, 'message')) as [{ functions: RegisteredFunction[] }];
  thread.on('message', ({ call, result }: { call: number; result: InvocationResult }) => {
    calls.get(call)?.resolve(result);
    calls.delete(call);
  });
  thread.on('exit', () => {
    gone = true;
    calls.forEach(({ reject }) => reject(new WorkerLost('the thread ended')));
    calls.clear();
  });
  return {
    functions,
    invoke: async (invocation) => {
      if (gone) {
        throw new WorkerLost('the thread has ended');
      }
      latest += 1;
      const call = Promise.withResolvers<InvocationResult>();
      calls.set(latest, call);
      thread.postMessage({
        call: latest,
        invocation: { invocationId: `call-${latest}`, ...invocation },
      });
      return call.promise;
    },
    kill: async () => {
      await thread.terminate();
    },
  };
}
