import { z } from 'zod';
import { parseBody } from '../arm/parseBody';
import { Tags } from '../arm/resource';
import type { ArmResource, ResourceContent } from '../arm/resource';
import { assetIdIn } from './assetId';
import type { Kind } from './kind';

const Common = {
  computeId: z.string().nullable().default(null),
  componentId: z.string().nullable().default(null),
  description: z.string().nullable().default(null),
  displayName: z.string().nullable().default(null),
  experimentName: z.string().min(1).default('Default'),
  isArchived: z.boolean().default(false),
  properties: Tags.nullish().transform((properties) => properties ?? {}),
  tags: Tags.nullish().transform((tags) => tags ?? {}),
  services: z.record(z.string(), z.looseObject({})).nullish(),
};

const Trial = z.looseObject({
  command: z.string().min(1),
  environmentId: assetIdIn('environments'),
});

const Properties = z.discriminatedUnion('jobType', [
  z.looseObject({ jobType: z.literal('Command'), ...Common, ...Trial.shape }),
  z.looseObject({ jobType: z.literal('Pipeline'), ...Common }),
  z.looseObject({
    jobType: z.literal('Sweep'),
    ...Common,
    objective: z.looseObject({ goal: z.string(), primaryMetric: z.string().min(1) }),
    samplingAlgorithm: z.looseObject({ samplingAlgorithmType: z.string() }),
    searchSpace: z.looseObject({}),
    trial: Trial,
  }),
  z.looseObject({
    jobType: z.literal('AutoML'),
    ...Common,
    taskDetails: z.looseObject({ taskType: z.string() }),
  }),
]);

const Body = z.object({ properties: Properties });

/** What of a job may be changed once it is submitted. */
const Mutable = z.looseObject({
  description: z.string().nullish(),
  displayName: z.string().nullish(),
  isArchived: z.boolean().optional(),
  tags: Tags.nullish(),
});

const Assets = z.object({ environmentId: z.string().nullish() });

/** A job: submitted by its first PUT, and from then on changed by its course alone. */
export const job: Kind = {
  name: {
    pattern: /^[a-z0-9][a-z0-9_-]{0,254}$/i,
    rule: 'up to 255 letters, digits, dashes and underscores, a letter or digit first',
  },
  operation: undefined,
  writeLatency: 'jobWrite',
  put,
  patch: undefined,
  whenSucceeded: () => ({}),
  assets: ({ properties }) =>
    [Assets.parse(properties).environmentId].filter((id) => typeof id === 'string'),
  deployments: () => [],
};

function put(body: unknown, current: ArmResource | undefined): ResourceContent {
  const { properties } = parseBody(Body, body);
  if (!current) {
    return { properties: { ...properties, ...unknownYet(properties), status: 'Preparing' } };
  }
  const { description, displayName, isArchived, tags } = Mutable.parse(properties);
  const changed = Object.entries({ description, displayName, isArchived, tags });
  return {
    properties: {
      ...current.properties,
      ...Object.fromEntries(changed.filter(([, value]) => value !== undefined)),
    },
  };
}

/** What only the course of a job will tell, and says nothing about before. */
function unknownYet({ jobType, services }: z.infer<typeof Properties>): Record<string, unknown> {
  const silent = Object.entries(services ?? {}).map(([name, service]) => [
    name,
    { ...service, status: null, errorMessage: null },
  ]);
  return {
    ...(jobType === 'Command' ? { parameters: null } : {}),
    ...(services ? { services: Object.fromEntries(silent) } : {}),
  };
}
