import { z } from 'zod';
import type { EndpointKind, Routing } from '../../domain/switch/switch';
import { Identity, writableIdentity } from './resource';

const Shares = z
  .record(z.string(), z.int())
  .nullish()
  .transform((shares) => shares ?? {});

/** An endpoint, or a deployment, as ARM returns it: loose, so that all of it goes back in a PUT. */
export const EndpointResource = z.looseObject({
  identity: Identity.nullish(),
  properties: z.looseObject({ provisioningState: z.string().default('Unknown') }),
});
export type EndpointResource = z.infer<typeof EndpointResource>;

const Batch = z.object({
  defaults: z.object({ deploymentName: z.string().nullish() }).nullish(),
});
const Online = z.object({ traffic: Shares, mirrorTraffic: Shares });

/** Where an endpoint sends what comes in. */
export function routingIn({ properties }: EndpointResource, kind: EndpointKind): Routing {
  if (kind === 'batch') {
    return { kind, deployment: Batch.parse(properties).defaults?.deploymentName ?? null };
  }
  const { traffic, mirrorTraffic: mirror } = Online.parse(properties);
  return { kind, traffic, mirror };
}

/** What the service sets itself and does not take back. */
const readOnly = new Set(['id', 'name', 'type', 'systemData', 'etag']);
const readOnlyProperties = new Set(['provisioningState', 'scoringUri', 'swaggerUri']);

/** The whole endpoint as it is to be written, sending what comes in elsewhere. */
export function withRouting(resource: EndpointResource, to: Routing): Record<string, unknown> {
  const { identity, properties, ...rest } = resource;
  return {
    ...without(rest, readOnly),
    ...(identity ? { identity: writableIdentity(identity) } : {}),
    properties: { ...without(properties, readOnlyProperties), ...routed(properties, to) },
  };
}

function routed(properties: EndpointResource['properties'], to: Routing): Record<string, unknown> {
  if (to.kind === 'online') {
    return { traffic: to.traffic, mirrorTraffic: to.mirror };
  }
  const defaults = z.looseObject({}).nullish().parse(properties['defaults']);
  return { defaults: { ...defaults, deploymentName: to.deployment } };
}

function without(
  fields: Readonly<Record<string, unknown>>,
  names: ReadonlySet<string>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.has(name)));
}
