import { z } from 'zod';
import { Identity } from '../arm/identity';
import { parseBody } from '../arm/parseBody';
import { Tags } from '../arm/resource';
import type { ArmResource } from '../arm/resource';
import type { Behaviour } from '../behaviour';
import { patchedTags } from './patchedTags';

const Patch = z.object({ tags: Tags.optional(), identity: Identity.optional() });

/** PATCH of an endpoint: its tags and its identity, and nothing else. */
export function patchEndpoint(
  body: unknown,
  current: ArmResource,
  behaviour: Behaviour,
): ArmResource {
  const { tags, identity } = parseBody(Patch, body);
  return {
    ...current,
    tags: patchedTags(current.tags, tags, behaviour),
    ...(identity ? { identity } : {}),
  };
}
