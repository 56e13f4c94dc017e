import { isDeepStrictEqual } from 'node:util';
import { badRequest } from '../arm/armError';
import type { ArmResource, ResourceContent } from '../arm/resource';
import type { ResourceType } from '../arm/resourceType';
import type { Behaviour } from '../behaviour';

/** Properties with `x-ms-mutability` create and read in the specification. */
const createOnly: Partial<Record<ResourceType, readonly string[]>> = {
  'workspaces/batchEndpoints/deployments': ['codeConfiguration', 'resources'],
  'workspaces/onlineEndpoints/deployments': ['codeConfiguration', 'instanceType'],
};

/** Throws 400 if a write changes what is fixed at creation, and the service holds to that. */
export function requireKept(
  { createOnlyProperties }: Behaviour,
  type: ResourceType,
  { current, content }: { current: ArmResource | undefined; content: ResourceContent },
): void {
  if (!current || createOnlyProperties === 'change') {
    return;
  }
  const changed = (createOnly[type] ?? []).filter(
    (name) => !isDeepStrictEqual(said(current.properties[name]), said(content.properties[name])),
  );
  if (changed.length > 0) {
    const message = `The properties ${changed.join(', ')} of '${current.id}' cannot be changed after creation.`;
    throw badRequest('InvalidRequestContent', message);
  }
}

/** A property without its nulls: saying null and saying nothing come to the same. */
function said(value: unknown): unknown {
  const text = JSON.stringify(value ?? {}, (_, one: unknown) => one ?? undefined);
  return JSON.parse(text);
}
