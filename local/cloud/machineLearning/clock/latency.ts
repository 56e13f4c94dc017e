import type { Random } from './random';

/**
 * How long the service takes, in seconds from and to. Reads, deletions, and the writes of endpoints
 * and deployments are as recorded against the real service; the others are guesses of their order.
 */
const ranges = {
  read: [0.05, 0.07],
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
} satisfies Record<string, [number, number]>;

export type Latency = keyof typeof ranges;

/** Draws how many real milliseconds something takes, on a clock that runs `speed` times as fast. */
export function latencies(random: Random, speed: number): (of: Latency) => number {
  return (of) => {
    const [from, to] = ranges[of];
    return ((from + (to - from) * random()) * 1000) / speed;
  };
}
