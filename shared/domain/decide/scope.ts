import { circuitKey } from '../fleet';
import type { Circuit } from '../fleet';
import type { Blame } from './blame';
import type { Blamed, RollbackKind } from './blamed';

type Part = { release: string; kind: RollbackKind; isWhole: boolean; keys: Set<string> };

/**
 * How much of the blamed releases is taken back, in a fixed order: of a model just the failing
 * circuits, of an environment all that was released once enough of it fails.
 */
export function scopeOf(
  blames: readonly Blame[],
  { wholeReleaseShare, circuits }: { wholeReleaseShare: number; circuits: readonly Circuit[] },
): Blamed[] {
  const parts = new Map<string, Part>();
  for (const { candidate, explained, precision } of blames.flatMap(({ culprits }) => culprits)) {
    const { release, kind } = candidate;
    const part = parts.get(`${release} ${kind}`) ?? {
      release,
      kind,
      isWhole: false,
      keys: new Set(),
    };
    explained.forEach((key) => part.keys.add(key));
    part.isWhole ||= kind !== 'model' && precision >= wholeReleaseShare;
    parts.set(`${release} ${kind}`, part);
  }
  return [...parts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { release, kind, isWhole, keys }]) => ({
      release,
      kind,
      scope: isWhole
        ? { of: 'release' }
        : { of: 'circuits', circuits: circuits.filter((circuit) => keys.has(circuitKey(circuit))) },
    }));
}

/** What is taken back in all. */
export function kindOf(blamed: readonly Blamed[]): RollbackKind {
  const kinds = new Set(blamed.map(({ kind }) => kind));
  const [only = 'both'] = kinds;
  return kinds.size === 1 ? only : 'both';
}
