import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { conflict } from '../arm/armError';
import { parseBody } from '../arm/parseBody';
import type { ArmResource } from '../arm/resource';
import { AssetText } from './assetContainer';
import type { Kind, KindOperation } from './kind';
import { assetName } from './names';

const Environment = z.looseObject({
  ...AssetText,
  isAnonymous: z.boolean().optional(),
  autoRebuild: z.enum(['Disabled', 'OnBaseImageUpdate']).optional(),
  osType: z.enum(['Linux', 'Windows']).optional(),
  image: z.string().optional(),
  condaFile: z.string().optional(),
  build: z.looseObject({ contextUri: z.string().min(1) }).optional(),
  inferenceConfig: z.looseObject({}).optional(),
});

const Model = z.looseObject({
  ...AssetText,
  isAnonymous: z.boolean().optional(),
  modelType: z.string().nullish(),
  modelUri: z.string().nullish(),
  jobName: z.string().nullish(),
  flavors: z.record(z.string(), z.unknown()).nullish(),
});

type Asset = {
  body: z.ZodType<Record<string, unknown>>;
  /** The contents: fixed once the version is there, with what they are when not said. */
  contents: Record<string, unknown>;
  /** What the service itself says about every version. */
  given: Record<string, unknown>;
};

const assets = {
  environment: {
    body: Environment,
    contents: {
      isAnonymous: false,
      autoRebuild: 'Disabled',
      osType: 'Linux',
      image: undefined,
      condaFile: undefined,
      build: undefined,
      inferenceConfig: undefined,
    },
    given: { environmentType: 'UserCreated' },
  },
  model: {
    body: Model,
    contents: {
      isAnonymous: false,
      modelType: 'custom_model',
      modelUri: null,
      jobName: null,
      flavors: null,
    },
    given: {},
  },
} satisfies Record<string, Asset>;

/**
 * A version of a model or an environment. Its contents never change: a later write may archive it
 * or describe it anew, and is refused if it says other contents than it was registered with.
 */
export function assetVersion(of: keyof typeof assets, operation: KindOperation | undefined): Kind {
  const asset: Asset = assets[of];
  const Body = z.object({ properties: asset.body });
  return {
    name: assetName,
    operation,
    writeLatency: 'assetWrite',
    put(body, current) {
      const sent = parseBody(Body, body).properties;
      const contents = current ? keptContents(asset, sent, current) : newContents(asset, sent);
      return { properties: { ...sent, ...contents, ...asset.given } };
    },
    patch: undefined,
    whenSucceeded: () => ({}),
    assets: () => [],
    deployments: () => [],
  };
}

function newContents({ contents }: Asset, sent: Record<string, unknown>): Record<string, unknown> {
  const values = Object.entries(contents).map(([name, fallback]) => [name, sent[name] ?? fallback]);
  return Object.fromEntries(values);
}

function keptContents(
  { contents }: Asset,
  sent: Record<string, unknown>,
  { id, properties }: ArmResource,
): Record<string, unknown> {
  const names = Object.keys(contents);
  const changed = names.filter(
    (name) =>
      sent[name] !== undefined && !isDeepStrictEqual(sent[name] ?? null, properties[name] ?? null),
  );
  if (changed.length > 0) {
    throw conflict(
      `The version '${id}' already exists and its contents cannot be changed (${changed.join(', ')}). Register a new version instead.`,
    );
  }
  return Object.fromEntries(names.map((name) => [name, properties[name]]));
}
