import { provider, resourceTypeOf } from './resourceType';
import type { ResourceType } from './resourceType';

/** A resource by its id, or a collection of resources by the id of their parent and their type. */
export type ResourceId = {
  subscriptionId: string;
  resourceGroup: string;
  type: ResourceType;
  /** One for each segment of the type; a collection has one less. */
  names: readonly string[];
};

const shape =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.MachineLearningServices\/(.+)$/i;

/** Reads an id of a simulated resource type, in any case; undefined if it is none. */
export function parseResourceId(path: string): ResourceId | undefined {
  const parsed = parsePath(path);
  return parsed && isCollection(parsed) ? undefined : parsed;
}

/** Reads the path of a resource or of a collection. */
export function parsePath(path: string): ResourceId | undefined {
  const [, subscriptionId, resourceGroup, rest] = shape.exec(path) ?? [];
  if (subscriptionId === undefined || resourceGroup === undefined || rest === undefined) {
    return undefined;
  }
  const segments = rest.split('/');
  if (segments.includes('')) {
    return undefined;
  }
  const type = resourceTypeOf(segments.filter((_, index) => index % 2 === 0).join('/'));
  const names = segments.filter((_, index) => index % 2 === 1);
  return type && { subscriptionId, resourceGroup, type, names };
}

export function isCollection({ type, names }: ResourceId): boolean {
  return type.split('/').length > names.length;
}

/** The id in full, fixed segments in their usual case and names as they stand. */
export function formatResourceId({
  subscriptionId,
  resourceGroup,
  type,
  names,
}: ResourceId): string {
  const segments = type
    .split('/')
    .map((segment, index) => (index < names.length ? `${segment}/${names[index]}` : segment));
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/${provider}/${segments.join('/')}`;
}

/** What two spellings of one id have in common. */
export function keyOf(id: ResourceId | string): string {
  return (typeof id === 'string' ? id : formatResourceId(id)).toLowerCase();
}

/** The resource that holds this resource or collection; undefined for a workspace or registry. */
export function parentOf({ type, names, ...scope }: ResourceId): ResourceId | undefined {
  const segments = type.split('/');
  const parentType = resourceTypeOf(segments.slice(0, -1).join('/'));
  return parentType && { ...scope, type: parentType, names: names.slice(0, segments.length - 1) };
}

/** The resource of the given type that this one lies in or is. */
export function withinType(id: ResourceId, type: ResourceType): ResourceId {
  return { ...id, type, names: id.names.slice(0, type.split('/').length) };
}

export function nameOf({ names }: ResourceId): string {
  return names.at(-1) ?? '';
}
