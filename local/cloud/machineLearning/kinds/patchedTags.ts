import type { ArmResource } from '../arm/resource';
import type { Behaviour } from '../behaviour';

/** The tags after a PATCH, which the service may take as all tags or as changes to them. */
export function patchedTags(
  current: ArmResource['tags'] = {},
  sent: ArmResource['tags'],
  { patchTags }: Behaviour,
): Record<string, string | null> {
  if (!sent) {
    return current;
  }
  return patchTags === 'replace' ? sent : { ...current, ...sent };
}
