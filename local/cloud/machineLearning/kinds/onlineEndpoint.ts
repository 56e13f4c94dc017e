import { z } from 'zod';
import { Identity, noIdentity } from '../arm/identity';
import { parseBody } from '../arm/parseBody';
import { Tags } from '../arm/resource';
import type { ArmResource, ResourceContent } from '../arm/resource';
import { addedProperties } from './addedProperties';
import type { Kind } from './kind';
import { locationOf } from './location';
import { endpointName } from './names';
import { patchEndpoint } from './patchEndpoint';

const Percentages = z.record(z.string(), z.int().min(0).max(100));

const Traffic = Percentages.nullish()
  .transform((traffic) => traffic ?? {})
  .refine((traffic) => [0, 100].includes(sumOf(traffic)), {
    error: ({ input }) =>
      `Traffic values need to sum to 100, or to 0 for no traffic at all: ${JSON.stringify(input)} was found`,
  });

const MirrorTraffic = Percentages.nullish()
  .transform((traffic) => traffic ?? {})
  .refine((traffic) => sumOf(traffic) <= 50 && Object.keys(traffic).length <= 1, {
    error: ({ input }) =>
      `Mirrored traffic goes to one deployment and is at most 50: ${JSON.stringify(input)} was found`,
  });

const Properties = z.looseObject({
  authMode: z.enum(['AMLToken', 'Key', 'AADToken']),
  compute: z.string().nullable().default(null),
  description: z.string().nullable().default(null),
  mirrorTraffic: MirrorTraffic,
  properties: Tags.nullish().transform((properties) => properties ?? {}),
  publicNetworkAccess: z.enum(['Enabled', 'Disabled']).default('Enabled'),
  traffic: Traffic,
});

const Body = z.object({
  tags: Tags.nullish().transform((tags) => tags ?? {}),
  kind: z.string().optional(),
  sku: z.looseObject({}).optional(),
  identity: Identity.optional(),
  properties: Properties,
});

/** Which deployments a share of the requests goes to, and a copy of a share. */
export const Shares = z.object({
  traffic: Percentages.catch({}),
  mirrorTraffic: Percentages.catch({}),
});

/** An online endpoint: an address for requests, with deployments that share them behind it. */
export const onlineEndpoint: Kind = {
  name: endpointName,
  operation: { prefix: 'oe', creating: 'Creating', latency: 'endpointOperation' },
  writeLatency: 'endpointWrite',
  put,
  patch: patchEndpoint,
  whenSucceeded: (_, inferenceUrl) => ({
    scoringUri: `${inferenceUrl}/score`,
    swaggerUri: `${inferenceUrl}/swagger.json`,
  }),
  assets: () => [],
  deployments({ properties }) {
    const { traffic, mirrorTraffic } = Shares.parse(properties);
    return [...Object.keys(traffic), ...Object.keys(mirrorTraffic)];
  },
};

function put(body: unknown, current: ArmResource | undefined): ResourceContent {
  const location = locationOf(body, current);
  const { properties, identity, ...rest } = parseBody(Body, body);
  // Keys are taken and never given back.
  const { keys: _, ...shown } = properties;
  return {
    location,
    ...rest,
    identity: identity ?? noIdentity,
    properties: {
      ...shown,
      properties: addedProperties(shown.properties, current),
      scoringUri: current?.properties['scoringUri'] ?? null,
      swaggerUri: current?.properties['swaggerUri'] ?? null,
    },
  };
}

function sumOf(shares: Readonly<Record<string, number>>): number {
  return Object.values(shares).reduce((sum, share) => sum + share, 0);
}
