/* oxlint-disable unicorn/require-post-message-target-origin -- threads have no origin */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { Invocation } from '../../local/host/worker/types';
import { loadAppHere } from './loadAppHere';

/** Loads an app into this thread, and answers the invocations that come. */
async function serveApp(appFile: string): Promise<void> {
  const worker = await loadAppHere(appFile);
  parentPort?.on('message', ({ call, invocation }: { call: number; invocation: Invocation }) => {
    void worker.invoke(invocation).then((result) => parentPort?.postMessage({ call, result }));
  });
  parentPort?.postMessage({ functions: worker.functions });
}

if (!isMainThread) {
  void serveApp(workerData.appFile);
}
