import { z } from 'zod';
import { parseBody } from '../arm/parseBody';
import { Tags } from '../arm/resource';
import type { ArmResource } from '../arm/resource';
import type { Kind, KindOperation } from './kind';
import { assetName } from './names';

export const AssetText = {
  description: z.string().nullable().default(null),
  tags: Tags.nullish().transform((tags) => tags ?? {}),
  properties: Tags.nullish().transform((properties) => properties ?? {}),
  isArchived: z.boolean().default(false),
};

const Body = z.object({ properties: z.looseObject(AssetText) });

/** The name under which the versions of a model or an environment stand. */
export function assetContainer(operation: KindOperation | undefined): Kind {
  return {
    name: assetName,
    operation,
    writeLatency: 'assetWrite',
    put(body, current) {
      const { properties } = parseBody(Body, body);
      return { properties: { ...properties, ...versionsIn(current) } };
    },
    patch: undefined,
    whenSucceeded: () => ({}),
    assets: () => [],
    deployments: () => [],
  };
}

/** Which version came last is the service's word, whatever a body says. */
function versionsIn(current: ArmResource | undefined): Record<string, unknown> {
  return {
    latestVersion: current?.properties['latestVersion'] ?? null,
    nextVersion: current?.properties['nextVersion'] ?? '1',
  };
}
