import { Tags } from './resource';
import type { ArmResource } from './resource';
import type { ResourceType } from './resourceType';

export type Matches = (resource: ArmResource) => boolean;

type Filter = (resource: ArmResource, wanted: string) => boolean;

const tags: Filter = (resource, wanted) => hasAll(tagsOf(resource), wanted);
const properties: Filter = (resource, wanted) =>
  hasAll(Tags.catch({}).parse(resource.properties['properties']), wanted);

/** The filters that the list of a type takes, by the names of their query parameters. */
const filtersOf: Partial<Record<ResourceType, Readonly<Record<string, Filter>>>> = {
  'workspaces/onlineEndpoints': {
    name: ({ name }, wanted) => same(name, wanted),
    computetype: (resource, wanted) => same(computeTypeOf(resource), wanted),
    tags,
    properties,
  },
  'workspaces/models/versions': versionFilters(),
  'registries/models/versions': versionFilters(),
  'workspaces/jobs': {
    jobtype: (resource, wanted) => same(String(resource.properties['jobType']), wanted),
    tag: tags,
    properties,
  },
};

function versionFilters(): Record<string, Filter> {
  return {
    version: ({ name }, wanted) => name === wanted,
    description: (resource, wanted) => resource.properties['description'] === wanted,
    tags,
    properties,
  };
}

/** Whether a list of the type can be narrowed by the query parameter, named in lower case. */
export function isFilter(type: ResourceType, name: string): boolean {
  return Object.hasOwn(filtersOf[type] ?? {}, name);
}

/** What the query parameters leave of a list of the type; undefined if that is all of it. */
export function filterOf(type: ResourceType, query: URLSearchParams): Matches | undefined {
  const filters = filtersOf[type] ?? {};
  const asked = [...query].flatMap(([name, wanted]) => {
    const filter = isFilter(type, name.toLowerCase()) ? filters[name.toLowerCase()] : undefined;
    return filter ? [{ filter, wanted }] : [];
  });
  return asked.length === 0
    ? undefined
    : (resource) => asked.every(({ filter, wanted }) => filter(resource, wanted));
}

function tagsOf({ tags: tracked, properties: within }: ArmResource): Record<string, string | null> {
  return tracked ?? Tags.catch({}).parse(within['tags']);
}

/** Whether all of `name` and `name=value`, separated by commas, are there. */
function hasAll(found: Readonly<Record<string, string | null>>, wanted: string): boolean {
  return wanted.split(',').every((one) => {
    const [name = '', value] = one.split(/=(.*)/s);
    return Object.hasOwn(found, name) && (value === undefined || found[name] === value);
  });
}

/** An endpoint without a cluster of its own is managed. */
function computeTypeOf({ properties: { compute } }: ArmResource): string {
  return typeof compute === 'string' && compute !== '' ? 'Kubernetes' : 'Managed';
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
