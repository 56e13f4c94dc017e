import { isCollection, parsePath } from './resourceId';
import type { ResourceId } from './resourceId';
import type { ResourceType } from './resourceType';

export const actionNames = [
  'listKeys',
  'regenerateKeys',
  'token',
  'getLogs',
  'skus',
  'cancel',
] as const;
export type ActionName = (typeof actionNames)[number];

/** What can be done with a resource besides reading and writing it. */
const actionsOf: Partial<Record<ResourceType, readonly ActionName[]>> = {
  'workspaces/batchEndpoints': ['listKeys'],
  'workspaces/onlineEndpoints': ['listKeys', 'regenerateKeys', 'token'],
  'workspaces/onlineEndpoints/deployments': ['getLogs', 'skus'],
  'workspaces/jobs': ['cancel'],
};

/** Reads the path of an action on a resource, in any case; undefined if it is none. */
export function parseAction(path: string): { id: ResourceId; action: ActionName } | undefined {
  const [, resourcePath = '', last = ''] = /^(.+)\/([^/]+)$/.exec(path) ?? [];
  const id = parsePath(resourcePath);
  if (!id || isCollection(id)) {
    return undefined;
  }
  const action = actionsOf[id.type]?.find((name) => name.toLowerCase() === last.toLowerCase());
  return action && { id, action };
}
