import { z } from 'zod';
import { parseBody } from '../arm/parseBody';
import { Tags } from '../arm/resource';
import type { ArmResource, ResourceContent } from '../arm/resource';
import type { Behaviour } from '../behaviour';
import { addedProperties } from './addedProperties';
import type { Kind } from './kind';
import { locationOf } from './location';
import { endpointName } from './names';
import { patchedTags } from './patchedTags';

const nobody = '00000000-0000-0000-0000-000000000000';

const Identity = z.looseObject({ type: z.string() });

const Properties = z.looseObject({
  authMode: z.enum(['AMLToken', 'Key', 'AADToken']),
  description: z.string().nullable().default(null),
  properties: Tags.nullish().transform((properties) => properties ?? {}),
  defaults: z
    .looseObject({ deploymentName: z.string().nullable().default(null) })
    .nullish()
    .transform((defaults) => defaults ?? { deploymentName: null }),
});

const Body = z.object({
  tags: Tags.nullish().transform((tags) => tags ?? {}),
  kind: z.string().optional(),
  sku: z.looseObject({}).optional(),
  identity: Identity.optional(),
  properties: Properties,
});

const Patch = z.object({ tags: Tags.optional(), identity: Identity.optional() });

/** A batch endpoint: an address for jobs, with deployments behind it. */
export const batchEndpoint: Kind = {
  name: endpointName,
  operation: { prefix: 'be', creating: 'Creating', latency: 'endpointOperation' },
  writeLatency: 'endpointWrite',
  put,
  patch,
  whenSucceeded: ({ name, location }) => ({
    scoringUri: `https://${name}.${location}.inference.ml.azure.com/jobs`,
  }),
  assets: () => [],
};

function put(body: unknown, current: ArmResource | undefined): ResourceContent {
  const location = locationOf(body, current);
  const { properties, identity, ...rest } = parseBody(Body, body);
  // Keys are taken and never given back.
  const { keys: _, ...shown } = properties;
  return {
    location,
    ...rest,
    identity: identity ?? { type: 'None', principalId: nobody, tenantId: nobody },
    properties: {
      ...shown,
      properties: addedProperties(shown.properties, current),
      scoringUri: current?.properties['scoringUri'] ?? null,
      swaggerUri: null,
    },
  };
}

function patch(body: unknown, current: ArmResource, behaviour: Behaviour): ArmResource {
  const { tags, identity } = parseBody(Patch, body);
  return {
    ...current,
    tags: patchedTags(current.tags, tags, behaviour),
    ...(identity ? { identity } : {}),
  };
}
