import type { Blamed, RollbackKind } from '../decide/blamed';
import { circuitKey } from '../fleet';
import type { Circuit } from '../fleet';
import type { Change, Release } from '../release';

/** One asset that is taken back: what the release made it, and what it was before. */
export type AssetStep = { from: string; to: string };

/** What is taken back on one circuit, all blamed releases together. */
export type WayBack = Circuit & {
  environment?: AssetStep;
  model?: AssetStep;
  /** What the youngest release on the way says this circuit ran before it, whole. */
  before: Change['from'];
  after: Change['to'];
  /** Why there is no way back. */
  trouble?: string;
};

export type BlamedRelease = Blamed & { metadata: Release };

/**
 * Folds the blamed releases into one way back per circuit, in the order in which the metadata
 * names them. Of several releases that changed the same asset, the way back leads past all.
 */
export function waysBack(blamed: readonly BlamedRelease[]): WayBack[] {
  const ways = new Map<string, WayBack>();
  for (const { metadata, kind, ...blame } of blamed.toSorted(youngestFirst)) {
    for (const change of changesIn(metadata, blame.scope)) {
      const key = circuitKey(change);
      ways.set(key, further(ways.get(key), change, { kind, release: metadata.id }));
    }
  }
  return [...ways.values()];
}

function youngestFirst(a: BlamedRelease, b: BlamedRelease): number {
  return a.metadata.at < b.metadata.at ? 1 : -1;
}

function changesIn({ changes }: Release, scope: Blamed['scope']): readonly Change[] {
  if (scope.of === 'release') {
    return changes;
  }
  const wanted = new Set(scope.circuits.map(circuitKey));
  return changes.filter((change) => wanted.has(circuitKey(change)));
}

/** The way back with one more, older, release on it. */
function further(
  way: WayBack | undefined,
  { plant, circuit, from, to }: Change,
  { kind, release }: { kind: RollbackKind; release: string },
): WayBack {
  const start: WayBack = way ?? { plant, circuit, before: from, after: to };
  const next: WayBack = { ...start };
  if (kind !== 'model' && from.environment !== to.environment) {
    next.environment = pastBoth(start.environment, from.environment, to.environment);
  }
  const models = { before: from.model, after: to.model };
  if (kind !== 'environment' && models.before && models.after && models.before !== models.after) {
    next.model = pastBoth(start.model, models.before, models.after);
  }
  const trouble = troubleWith({ kind, release }, { from });
  return trouble === undefined ? next : { ...next, trouble };
}

function pastBoth(younger: AssetStep | undefined, before: string, after: string): AssetStep {
  return { from: younger?.from ?? after, to: before };
}

function troubleWith(
  { kind, release }: { kind: RollbackKind; release: string },
  { from }: Pick<Change, 'from'>,
): string | undefined {
  return kind !== 'environment' && from.model === undefined
    ? `the metadata of ${release} does not say which model it ran before`
    : undefined;
}
