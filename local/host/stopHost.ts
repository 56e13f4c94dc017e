import { setTimeout } from 'node:timers/promises';
import type { HttpServer } from './http/startHttpServer';
import type { Listener } from './listener';
import type { HostParts } from './hostParts';

/** How long running functions may take to finish when the host stops. */
const drainMs = 10_000;
/** How long each of the last steps may take: goodbyes to the broker, and the app's own. */
const releaseMs = 3_000;

/**
 * Ends a host in order: first the triggers, then the functions they ran, which may still call the
 * durable management API, then the durable engine, and last the app.
 */
export async function stopHost(
  host: HostParts & { listeners: readonly Listener[]; server: HttpServer },
): Promise<void> {
  const { log, listeners, server, worker, senders } = host;
  log('information', 'Host.General', 'Stopping: waiting for running functions');
  const deadline = performance.now() + drainMs;
  const left = (): number => Math.max(deadline - performance.now(), 0);

  host.stopping.abort();
  const finished = Promise.all(listeners.map(async (listener) => listener.stop())).then(() =>
    host.invoker.idle(),
  );
  if (!(await inTime(finished, left()))) {
    log('warning', 'Host.General', `Stopping although functions still run after ${drainMs} ms`);
  }
  await host.durable?.stop(left());
  const released = [server.drain(), senders.close(), ...listeners.map(async (one) => one.close())];
  await inTime(Promise.allSettled(released), Math.max(left(), releaseMs));
  server.close();
  await worker.stop(releaseMs);
}

/** Whether something comes to its end soon enough. */
async function inTime(end: Promise<unknown>, ms: number): Promise<boolean> {
  const waiting = new AbortController();
  const tooLate = setTimeout(ms, false, { signal: waiting.signal }).catch(() => false);
  const isInTime = await Promise.race([end.then(() => true), tooLate]);
  waiting.abort();
  return isInTime;
}
