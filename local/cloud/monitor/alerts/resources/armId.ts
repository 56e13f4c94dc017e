import { z } from 'zod';

/** The id of a resource, written out: what a template makes an id of is not worked out here. */
export const ArmId = z
  .string()
  .regex(/^\/subscriptions\/[^/]+(?:\/[^/]+)*$/i, 'Expected an id such as /subscriptions/…');

/** Ids mean the same in any case. */
export function sameId(id: string): string {
  return id.toLowerCase();
}

/** What follows a segment of an id, as the name of the resource group in it. */
export function segmentAfter(id: string, segment: string): string {
  const segments = id.split('/');
  return segments[segments.findIndex((part) => part.toLowerCase() === segment) + 1] ?? '';
}

/** The name of the resource: the last segment. */
export function nameIn(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** The type of the resource, such as `Microsoft.OperationalInsights/workspaces`. */
export function typeIn(id: string): string {
  const [namespace, ...path] =
    id
      .split(/\/providers\//i)
      .at(-1)
      ?.split('/') ?? [];
  return [namespace, ...path.filter((_, index) => index % 2 === 0)].join('/');
}
