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

/** Which deployment takes the jobs that name none. */
export const Defaults = z
  .looseObject({ deploymentName: z.string().nullable().default(null) })
  .nullish()
  .transform((defaults) => defaults ?? { deploymentName: null });

const Properties = z.looseObject({
  authMode: z.enum(['AMLToken', 'Key', 'AADToken']),
  description: z.string().nullable().default(null),
  properties: Tags.nullish().transform((properties) => properties ?? {}),
  defaults: Defaults,
});

const Body = z.object({
  tags: Tags.nullish().transform((tags) => tags ?? {}),
  kind: z.string().optional(),
  sku: z.looseObject({}).optional(),
  identity: Identity.optional(),
  properties: Properties,
});

/** A batch endpoint: an address for jobs, with deployments behind it. */
export const batchEndpoint: Kind = {
  name: endpointName,
  operation: { prefix: 'be', creating: 'Creating', latency: 'endpointOperation' },
  writeLatency: 'endpointWrite',
  put,
  patch: patchEndpoint,
  whenSucceeded: (_, inferenceUrl) => ({ scoringUri: `${inferenceUrl}/jobs` }),
  assets: () => [],
  deployments({ properties }) {
    const { deploymentName } = Defaults.parse(properties['defaults']);
    return deploymentName === null ? [] : [deploymentName];
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
      swaggerUri: null,
    },
  };
}
