import { badRequest } from '../arm/armError';
import type { ArmResource } from '../arm/resource';
import type { Behaviour } from '../behaviour';

/** Resource Manager's own, for the tags of a resource. */
const limits = { tags: 50, nameLength: 512, valueLength: 256 };

/** Throws 400 if a resource is to have more tags, or longer ones, than Resource Manager takes. */
export function requireTags({ tagLimits }: Behaviour, tags: ArmResource['tags'] = {}): void {
  if (tagLimits === 'ignore') {
    return;
  }
  const all = Object.entries(tags);
  if (all.length > limits.tags) {
    throw invalid(`There are ${all.length} tags: at most ${limits.tags} are allowed.`);
  }
  for (const [name, value] of all) {
    if (name.length > limits.nameLength) {
      throw invalid(
        `The name of the tag '${name.slice(0, 40)}…' has ${name.length} characters: at most ${limits.nameLength} are allowed.`,
      );
    }
    if (value !== null && value.length > limits.valueLength) {
      throw invalid(
        `The value of the tag '${name}' has ${value.length} characters: at most ${limits.valueLength} are allowed.`,
      );
    }
  }
}

function invalid(message: string) {
  return badRequest('InvalidTags', message);
}
