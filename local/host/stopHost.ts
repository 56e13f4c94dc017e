import { setTimeout } from 'node:timers/promises';
import type { HttpServer } from './http/startHttpServer';
import type { Listener } from './listener';
import type { HostParts } from './hostParts';

/** How long running functions may take to finish when the host stops. */
const drainMs = 10_000;
const terminateMs = 3_000;

/** Ends a host in order: no new work, then the end of the running work, then of the app. */
export async function stopHost(
  host: HostParts & { listeners: readonly Listener[]; server: HttpServer },
): Promise<void> {
  const { log, listeners, server, invoker, worker, senders } = host;
  log('information', 'Host.General', 'Stopping: waiting for running functions');
  const drained = async (): Promise<void> => {
    await Promise.all([server.drain(), ...listeners.map(async (listener) => listener.stop())]);
    await invoker.idle();
    await Promise.all([senders.close(), ...listeners.map(async (listener) => listener.close())]);
  };
  const isDrained = await inTime(drained(), drainMs);
  if (!isDrained) {
    log('warning', 'Host.General', `Stopping although functions still ran after ${drainMs} ms`);
  }
  server.close();
  await worker.stop(terminateMs);
}

/** Whether something comes to its end soon enough. */
async function inTime(end: Promise<void>, ms: number): Promise<boolean> {
  const waiting = new AbortController();
  const tooLate = setTimeout(ms, false, { signal: waiting.signal }).catch(() => false);
  const isInTime = await Promise.race([end.then(() => true), tooLate]);
  waiting.abort();
  return isInTime;
}
