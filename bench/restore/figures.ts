import type { WriteLimit } from './limits';
import type { Call, CloudRecord, Operation } from './record';

export type Setting = {
  circuits: number;
  plants: number;
  speed: number;
  limit: WriteLimit | undefined;
  /** The longest synchronous part that the service's own latency has. */
  longestWriteSeconds: number;
};

/** All seconds are the service's own. */
export type Figures = {
  seconds: number;
  bound: number;
  /** When the first write arrived at the service, and when the last one did. */
  writing: [from: number, to: number];
  writesPerCircuit: number;
  throttledShare: number;
  readsPerCircuitPoll: number;
  restored: number;
};

/** What a rollback came to, measured from `startedAt`, in milliseconds since the epoch. */
export function figuresOf(record: CloudRecord, setting: Setting, startedAt: number): Figures {
  const { circuits } = setting;
  const writes = record.calls.filter(isWrite);
  const accepted = writes.filter(isAccepted);
  const since = (at: string): number => ((Date.parse(at) - startedAt) / 1000) * setting.speed;
  const arrivals = accepted.map(({ at }) => since(at));
  const last = lastEnded(record.operations);
  return {
    seconds: last ? since(last.endedAt) : Infinity,
    writing: [Math.min(...arrivals), Math.max(...arrivals)],
    bound: boundOf(accepted, last, setting),
    writesPerCircuit: accepted.length / circuits,
    throttledShare: writes.filter(({ status }) => status === 429).length / writes.length,
    readsPerCircuitPoll: readsPerCircuitPoll(record.calls, setting),
    restored: restoredIn(record.operations),
  };
}

/**
 * What the service needs for these writes whoever makes them: until its budget lets the last of
 * them in, the slowest synchronous part, and the operation that ended last.
 */
function boundOf(
  accepted: readonly Call[],
  last: Ended | undefined,
  { limit, speed, longestWriteSeconds }: Setting,
): number {
  const drain = limit ? Math.max(0, accepted.length - limit.burst) / limit.perSecond : 0;
  const slowest = Math.max(...accepted.map(({ milliseconds }) => (milliseconds / 1000) * speed));
  const operation = last ? last.endedServiceSeconds - last.startedServiceSeconds : 0;
  // What the simulator's own work adds to a call is no need of the service.
  return drain + Math.min(slowest, longestWriteSeconds) + operation;
}

/** All reads, per circuit, per time that a plant was looked at. */
function readsPerCircuitPoll(calls: readonly Call[], { circuits, plants }: Setting): number {
  const reads = calls.filter(({ method, status }) => method === 'GET' && status !== 429);
  const polls = reads.filter(({ path }) => path.toLowerCase().endsWith('/deployments')).length;
  return polls === 0 ? Number.NaN : reads.length / circuits / (polls / plants);
}

type Ended = Operation & { endedAt: string; endedServiceSeconds: number };

function lastEnded(operations: readonly Operation[]): Ended | undefined {
  const ended = operations.filter(
    (one): one is Ended => one.endedAt !== null && one.endedServiceSeconds !== null,
  );
  return ended.toSorted((a, b) => a.endedServiceSeconds - b.endedServiceSeconds).at(-1);
}

function restoredIn(operations: readonly Operation[]): number {
  const succeeded = operations.filter(({ status }) => status === 'Succeeded');
  return new Set(succeeded.map(({ resource }) => resource)).size;
}

function isWrite({ method, path }: Call): boolean {
  return method === 'PUT' && path.toLowerCase().includes('/deployments/');
}

function isAccepted({ status }: Call): boolean {
  return status !== null && status < 300;
}
