import type { Group } from './group';

/** The groups that were asked for, each once. Throws at a name that is none, listing those that are. */
export function chooseGroups(
  asked: readonly string[],
  known: ReadonlyMap<string, Group>,
): { name: string; group: Group }[] {
  const names = [...known.keys()].join(', ');
  if (asked.length === 0) {
    throw new Error(`Expected the name of a group to measure; there are: ${names}`);
  }
  return [...new Set(asked)].map((name) => {
    const group = known.get(name);
    if (!group) {
      throw new Error(`Found no group "${name}"; there are: ${names}`);
    }
    return { name, group };
  });
}
