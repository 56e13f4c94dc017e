import { z } from 'zod';
import { Identity } from '../arm/identity';
import { parseBody } from '../arm/parseBody';
import { Tags } from '../arm/resource';
import type { ArmResource, ResourceContent } from '../arm/resource';
import type { Behaviour } from '../behaviour';
import { addedProperties } from './addedProperties';
import { assetIdIn } from './assetId';
import { CodeConfiguration } from './batchDeployment';
import type { Kind } from './kind';
import { locationOf } from './location';
import { endpointName } from './names';
import { patchedTags } from './patchedTags';

const Probe = z.looseObject({
  failureThreshold: z.int().default(30),
  initialDelay: z.iso.duration().nullable().default('PT10S'),
  period: z.iso.duration().default('PT10S'),
  successThreshold: z.int().default(1),
  timeout: z.iso.duration().default('PT2S'),
});

const RequestSettings = z.looseObject({
  maxConcurrentRequestsPerInstance: z.int().positive().default(1),
  maxQueueWait: z.iso.duration().default('PT0.5S'),
  requestTimeout: z.iso.duration().default('PT5S'),
});

const ScaleSettings = z.discriminatedUnion('scaleType', [
  z.looseObject({ scaleType: z.literal('Default') }),
  z.looseObject({
    scaleType: z.literal('TargetUtilization'),
    maxInstances: z.int().positive().default(1),
    minInstances: z.int().nonnegative().default(1),
    pollingInterval: z.iso.duration().default('PT1S'),
    targetUtilizationPercentage: z.int().min(0).max(100).default(70),
  }),
]);

const Common = {
  appInsightsEnabled: z.boolean().default(false),
  codeConfiguration: CodeConfiguration.nullable().default(null),
  description: z.string().nullable().default(null),
  egressPublicNetworkAccess: z.enum(['Enabled', 'Disabled']).default('Enabled'),
  environmentId: assetIdIn('environments').nullable().default(null),
  environmentVariables: Tags.nullish().transform((variables) => variables ?? {}),
  instanceType: z.string().nullable().default(null),
  livenessProbe: Probe.nullish().transform((probe) => probe ?? Probe.parse({})),
  model: assetIdIn('models').nullable().default(null),
  modelMountPath: z.string().nullable().default(null),
  properties: Tags.nullish().transform((properties) => properties ?? {}),
  readinessProbe: Probe.nullish().transform((probe) => probe ?? Probe.parse({})),
  requestSettings: RequestSettings.nullish().transform((is) => is ?? RequestSettings.parse({})),
  scaleSettings: ScaleSettings.nullish().transform((is) => is ?? { scaleType: 'Default' as const }),
};

const Properties = z.discriminatedUnion('endpointComputeType', [
  z.looseObject({ endpointComputeType: z.literal('Managed'), ...Common }),
  z.looseObject({
    endpointComputeType: z.literal('Kubernetes'),
    ...Common,
    containerResourceRequirements: z.looseObject({}).nullable().default(null),
  }),
]);

const Sku = z.looseObject({
  name: z.string().min(1),
  capacity: z.int().nonnegative().optional(),
});
const defaultSku = { name: 'Default', tier: 'Standard', capacity: 1 };

const Body = z.object({
  tags: Tags.nullish().transform((tags) => tags ?? {}),
  kind: z.string().optional(),
  sku: Sku.optional(),
  identity: Identity.optional(),
  properties: Properties,
});

const Patch = z.object({ tags: Tags.optional(), sku: Sku.partial().optional() });

const Assets = z.object({ environmentId: z.string().nullish(), model: z.string().nullish() });

/** An online deployment: instances of a model behind an online endpoint. */
export const onlineDeployment: Kind = {
  name: endpointName,
  operation: { prefix: 'od', creating: 'Updating', latency: 'onlineDeploymentOperation' },
  writeLatency: 'onlineDeploymentWrite',
  put,
  patch,
  whenSucceeded: () => ({}),
  assets,
  deployments: () => [],
};

function put(body: unknown, current: ArmResource | undefined): ResourceContent {
  const location = locationOf(body, current);
  const { properties, sku, ...rest } = parseBody(Body, body);
  return {
    location,
    ...rest,
    sku: { ...defaultSku, ...sku },
    properties: { ...properties, properties: addedProperties(properties.properties, current) },
  };
}

/** Tags, and the sku: its capacity is the number of instances. */
function patch(body: unknown, current: ArmResource, behaviour: Behaviour): ArmResource {
  const { tags, sku } = parseBody(Patch, body);
  const present = Sku.catch(defaultSku).parse(current['sku']);
  return {
    ...current,
    tags: patchedTags(current.tags, tags, behaviour),
    ...(sku ? { sku: { ...present, ...sku } } : {}),
  };
}

function assets({ properties }: ResourceContent): string[] {
  const { environmentId, model } = Assets.parse(properties);
  return [environmentId, model].filter((id) => typeof id === 'string');
}
