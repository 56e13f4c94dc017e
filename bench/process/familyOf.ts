import type { Process } from './process';

/**
 * A process that leads a session, and all it has started: who is in the session, whether or not
 * its parent is still there, and who descends from those.
 */
export function familyOf(leader: number, processes: readonly Process[]): Process[] {
  const family = processes.filter(({ pid, session }) => pid === leader || session === leader);
  const known = new Set(family);
  // Grows while it is walked, generation by generation.
  for (const { pid } of family) {
    const children = processes.filter((each) => each.parent === pid && !known.has(each));
    children.forEach((child) => known.add(child));
    family.push(...children);
  }
  return family;
}
