import { ArmError } from '../arm/armError';
import type { ResourceId } from '../arm/resourceId';

/** A call on the data plane of an endpoint. */
export type InferenceRoute =
  | { kind: 'jobs'; endpoint: ResourceId }
  | { kind: 'job'; endpoint: ResourceId; name: string }
  | { kind: 'score'; endpoint: ResourceId };

export const inferencePrefix = '/inference/';

const shape = /^\/inference\/([^/]+)\/([^/]+)\/([^/]+)\/([^/]+)\/(?:(score)|jobs(?:\/([^/]+))?)$/i;

/** Reads the path of a scoring address, or of a job under it. Throws 404 for any other. */
export function inferenceRouteOf(path: string): InferenceRoute {
  const [, subscriptionId = '', resourceGroup = '', workspace = '', name, score, job] =
    shape.exec(path) ?? [];
  if (name === undefined) {
    throw new ArmError(404, { code: 'NotFound', message: `There is nothing at '${path}'.` });
  }
  const common = { subscriptionId, resourceGroup, names: [workspace, name] };
  if (score !== undefined) {
    return { kind: 'score', endpoint: { ...common, type: 'workspaces/onlineEndpoints' } };
  }
  const endpoint = { ...common, type: 'workspaces/batchEndpoints' } as const;
  return job === undefined ? { kind: 'jobs', endpoint } : { kind: 'job', endpoint, name: job };
}
