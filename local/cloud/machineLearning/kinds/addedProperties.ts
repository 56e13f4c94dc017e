import { Tags } from '../arm/resource';
import type { ArmResource } from '../arm/resource';

/** The specification: "Properties can be added, but not removed or altered." */
export function addedProperties(
  sent: Record<string, string | null>,
  current: ArmResource | undefined,
): Record<string, string | null> {
  const stored = Tags.catch({}).parse(current?.properties['properties']);
  return { ...sent, ...stored };
}
