import { z } from 'zod';
import type { Random } from './random';

/** What takes the service time: the synchronous parts of calls, and the operations that follow. */
export const Latency = z.enum([
  'read',
  'list',
  'assetWrite',
  'patch',
  'delete',
  'endpointWrite',
  'deploymentWrite',
  'onlineDeploymentWrite',
  'jobWrite',
  'jobPreparing',
  'jobRunning',
  'jobCanceling',
  'onlineDeploymentOperation',
  'scaleOperation',
  'keyOperation',
  'endpointOperation',
  'deploymentOperation',
  'registryOperation',
  'patchOperation',
  'deleteOperation',
  'missingAssetOperation',
]);
export type Latency = z.infer<typeof Latency>;

/** Seconds of the service's time, from and to. */
type Range = readonly [from: number, to: number];

/**
 * Reads, deletions, and the writes of endpoints and deployments are as recorded against the real
 * service; the others are guesses of their order.
 */
const usual: Readonly<Record<Latency, Range>> = {
  read: [0.05, 0.07],
  list: [0.05, 0.07],
  assetWrite: [0.3, 0.8],
  patch: [0.5, 1.5],
  delete: [0.1, 0.4],
  endpointWrite: [0.5, 1.1],
  deploymentWrite: [3, 12],
  onlineDeploymentWrite: [3, 12],
  jobWrite: [0.5, 2],
  jobPreparing: [10, 20],
  jobRunning: [30, 60],
  jobCanceling: [5, 10],
  onlineDeploymentOperation: [540, 560],
  scaleOperation: [720, 1080],
  keyOperation: [2, 4],
  endpointOperation: [10.7, 10.9],
  deploymentOperation: [20, 31],
  registryOperation: [5, 10],
  patchOperation: [2, 4],
  deleteOperation: [10, 10.4],
  missingAssetOperation: [5, 6],
};

const Seconds = z.number().min(0).max(86_400);

/** Ranges in force instead of the usual ones, in seconds of the service's time. */
export const LatencyChoice = z.partialRecord(
  Latency,
  z.tuple([Seconds, Seconds]).refine(([from, to]) => from <= to, {
    error: 'expected [from, to], the shorter first',
  }),
);
export type LatencyChoice = z.infer<typeof LatencyChoice>;

/**
 * Draws how many real milliseconds something takes, on a clock that runs `speed` times as fast.
 * `chosen` is asked at each draw.
 */
export function latencies(
  random: Random,
  speed: number,
  chosen: () => LatencyChoice = () => ({}),
): (of: Latency) => number {
  return (of) => {
    const [from, to] = chosen()[of] ?? usual[of];
    return ((from + (to - from) * random()) * 1000) / speed;
  };
}

/** Every range in force. */
export function rangesInForce(chosen: LatencyChoice): Record<Latency, Range> {
  return { ...usual, ...chosen };
}
