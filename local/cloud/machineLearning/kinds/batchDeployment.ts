import { z } from 'zod';
import { badRequest } from '../arm/armError';
import { Identity } from '../arm/identity';
import { parseBody } from '../arm/parseBody';
import { Tags } from '../arm/resource';
import type { ArmResource, ResourceContent } from '../arm/resource';
import type { Behaviour } from '../behaviour';
import { addedProperties } from './addedProperties';
import { assetIdIn, workspaceIdIn } from './assetId';
import type { Kind } from './kind';
import { locationOf } from './location';
import { endpointName } from './names';
import { patchedTags } from './patchedTags';

const Model = z.discriminatedUnion('referenceType', [
  z.looseObject({ referenceType: z.literal('Id'), assetId: assetIdIn('models') }),
  z.looseObject({ referenceType: z.literal('DataPath') }),
  z.looseObject({ referenceType: z.literal('OutputPath') }),
]);

export const CodeConfiguration = z.looseObject({
  codeId: workspaceIdIn('codes').nullish(),
  scoringScript: z.string().min(1),
});

const Resources = z.looseObject({
  instanceCount: z.int().positive().default(1),
  instanceType: z.string().nullable().default(null),
  properties: z.record(z.string(), z.unknown()).nullable().default(null),
});

const RetrySettings = z.looseObject({
  maxRetries: z.int().default(3),
  timeout: z.iso.duration().default('PT30S'),
});

const Properties = z.looseObject({
  description: z.string().nullable().default(null),
  properties: Tags.nullish().transform((properties) => properties ?? {}),
  environmentId: assetIdIn('environments').nullable().default(null),
  environmentVariables: Tags.nullish().transform((variables) => variables ?? {}),
  codeConfiguration: CodeConfiguration.nullable().default(null),
  model: Model.nullable().default(null),
  compute: workspaceIdIn('computes').nullable().default(null),
  resources: Resources.nullish().transform((resources) => resources ?? Resources.parse({})),
  errorThreshold: z.int().default(-1),
  loggingLevel: z.enum(['Info', 'Warning', 'Debug']).default('Info'),
  maxConcurrencyPerInstance: z.int().positive().default(1),
  miniBatchSize: z.int().positive().default(10),
  outputAction: z.enum(['SummaryOnly', 'AppendRow']).default('AppendRow'),
  outputFileName: z.string().min(1).default('predictions.csv'),
  retrySettings: RetrySettings.nullish().transform((retry) => retry ?? RetrySettings.parse({})),
});

const Body = z.object({
  tags: Tags.nullish().transform((tags) => tags ?? {}),
  kind: z.string().optional(),
  sku: z.looseObject({}).optional(),
  identity: Identity.optional(),
  properties: Properties,
});

const Patch = z.looseObject({
  tags: Tags.optional(),
  properties: z.looseObject({ description: z.string().nullish() }).optional(),
});

const Assets = z.object({
  environmentId: z.string().nullish(),
  model: z.object({ assetId: z.string().optional() }).nullish(),
});

/** A batch deployment: what a batch endpoint runs for one kind of input. */
export const batchDeployment: Kind = {
  name: endpointName,
  operation: { prefix: 'bd', creating: 'Updating', latency: 'deploymentOperation' },
  writeLatency: 'deploymentWrite',
  put,
  patch,
  whenSucceeded: () => ({}),
  assets,
  deployments: () => [],
};

function put(body: unknown, current: ArmResource | undefined): ResourceContent {
  const location = locationOf(body, current);
  const { properties, ...rest } = parseBody(Body, body);
  return {
    location,
    ...rest,
    properties: { ...properties, properties: addedProperties(properties.properties, current) },
  };
}

/** Only tags and the description: a PATCH of anything else is accepted and changes nothing. */
function patch(body: unknown, current: ArmResource, behaviour: Behaviour): ArmResource {
  const { tags, properties = {}, ...extras } = parseBody(Patch, body);
  const { description, ...extraProperties } = properties;
  const ignored = [...Object.keys(extras), ...Object.keys(extraProperties)];
  if (behaviour.patchExtras === 'refuse' && ignored.length > 0) {
    throw badRequest('InvalidRequestContent', `PATCH cannot change ${ignored.join(', ')}.`);
  }
  return {
    ...current,
    tags: patchedTags(current.tags, tags, behaviour),
    properties: {
      ...current.properties,
      ...(description === undefined ? {} : { description }),
    },
  };
}

function assets({ properties }: ResourceContent): string[] {
  const { environmentId, model } = Assets.parse(properties);
  return [environmentId, model?.assetId].filter((id) => typeof id === 'string');
}
