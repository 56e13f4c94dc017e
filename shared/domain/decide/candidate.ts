import { sameAsset } from '../asset';
import { circuitKey } from '../fleet';
import type { Release } from '../release';
import { forPeople, minusMinutes } from '../time';
import type { Instant } from '../time';
import type { RollbackKind } from './blamed';

type Change = Release['changes'][number];

/** What of a release may be to blame: what it changed of one kind, and where. */
export type Candidate = {
  release: string;
  kind: RollbackKind;
  at: Instant;
  /** The keys of the circuits. */
  changed: ReadonlySet<string>;
};

/** A release that is not asked about, and why. */
export type Excluded = { release: string; why: string };

/** Who is asked about, and who is not. */
export type Docket = {
  candidates: readonly Candidate[];
  /** Releases that would be candidates if they were younger. */
  tooOld: readonly Candidate[];
  /** Releases that would be if they had not been taken back already. */
  takenBack: readonly Candidate[];
  excluded: readonly Excluded[];
};

type Limits = {
  now: Instant;
  withinMinutes: number;
  /** Releases that were taken back already, or must not be. */
  spent: ReadonlyMap<string, string>;
};

/**
 * The parts of releases that may be blamed. A release that changed models and environments of the
 * same circuits is one, of kind `both`; one that changed them on different circuits is two.
 */
export function candidatesFrom(
  releases: readonly Release[],
  { now, withinMinutes, spent }: Limits,
): Docket {
  const oldest = minusMinutes(now, withinMinutes);
  const candidates: Candidate[] = [];
  const tooOld: Candidate[] = [];
  const takenBack: Candidate[] = [];
  const excluded: Excluded[] = [];
  const inOrder = releases.toSorted((a, b) => (a.at + a.id < b.at + b.id ? 1 : -1));
  for (const release of inOrder) {
    const whySpent = spent.get(release.id);
    if (whySpent !== undefined) {
      takenBack.push(...partsOf(release));
      excluded.push({ release: release.id, why: whySpent });
    } else if (release.at < oldest) {
      tooOld.push(...partsOf(release));
      excluded.push({ release: release.id, why: `older than ${withinMinutes} min` });
    } else if (release.at > now) {
      excluded.push({ release: release.id, why: `of ${forPeople(release.at)}, which is to come` });
    } else {
      candidates.push(...partsOf(release));
    }
  }
  return { candidates, tooOld, takenBack, excluded };
}

function partsOf({ id, at, changes }: Release): Candidate[] {
  const environment = keysOf(changes, changesEnvironment);
  const model = keysOf(changes, changesModel);
  const part = (kind: RollbackKind, changed: ReadonlySet<string>): Candidate[] =>
    changed.size === 0 ? [] : [{ release: id, kind, at, changed }];

  return environment.size === model.size && [...environment].every((key) => model.has(key))
    ? part('both', environment)
    : [...part('environment', environment), ...part('model', model)];
}

function keysOf(changes: readonly Change[], does: (change: Change) => boolean): Set<string> {
  return new Set(changes.filter(does).map(circuitKey));
}

/** What changed no model changed the environment, be it by a new build of the same version. */
function changesEnvironment(change: Change): boolean {
  return !sameAsset(change.from.environment, change.to.environment) || !changesModel(change);
}

function changesModel({ from, to }: Change): boolean {
  return from.model !== undefined && to.model !== undefined && !sameAsset(from.model, to.model);
}
