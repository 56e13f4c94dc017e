import { ArmResource } from '../arm/resource';
import type { ResourceType } from '../arm/resourceType';

const stage = { stage: '2023-10-01' };

/** Properties that came after 2022-10-01, with the API version from which they are known. */
const knownSince: Partial<Record<ResourceType, Readonly<Record<string, string>>>> = {
  'workspaces/onlineEndpoints': { mirrorTraffic: '2023-04-01' },
  'workspaces/onlineEndpoints/deployments': { dataCollector: '2023-10-01' },
  'workspaces/environments/versions': stage,
  'workspaces/models/versions': stage,
};

/** A resource as a client of an API version sees it; properties that came later are not shown. */
export function asOfVersion(body: string, type: ResourceType, apiVersion: string): string {
  const hidden = newerProperties(type, apiVersion);
  if (!hidden.some((name) => body.includes(`"${name}":`))) {
    return body;
  }
  const resource = ArmResource.parse(JSON.parse(body));
  return JSON.stringify({ ...resource, properties: without(resource.properties, hidden) });
}

/** The body of a write, without the properties that its API version does not know. */
export function knownAtVersion(body: unknown, type: ResourceType, apiVersion: string): unknown {
  const unknown = newerProperties(type, apiVersion);
  if (unknown.length === 0 || !isObject(body) || !isObject(body['properties'])) {
    return body;
  }
  return { ...body, properties: without(body['properties'], unknown) };
}

function newerProperties(type: ResourceType, apiVersion: string): string[] {
  return Object.entries(knownSince[type] ?? {})
    .filter(([, since]) => apiVersion < since)
    .map(([name]) => name);
}

function without(
  properties: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
