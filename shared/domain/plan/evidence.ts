import { sameAsset } from '../asset';
import { circuitKey } from '../fleet';
import type { CircuitHistory } from '../history/history';
import type { Found, Revision } from '../revision';
import { namedVersions } from './choice';
import type { TargetChoice } from './choice';
import type { WayBack } from './wayBack';

/** Whether a version can be gone back to; `unchecked`: it lies where we cannot look. */
export type AssetState = 'present' | 'archived' | 'missing' | 'unchecked';

/**
 * Whether a model and an environment are known to have run together on a circuit: before the
 * release, as its metadata says, or in a healthy period on record. Where no model is known, there
 * is nothing to hold against the pair.
 */
export function ranTogether(
  pair: Found,
  { before, history }: { before: Revision; history: CircuitHistory | undefined },
): boolean {
  const { model } = pair;
  if (model === undefined) {
    return true;
  }
  const known = (history?.periods ?? [])
    .filter(({ healthy }) => healthy !== undefined)
    .map(({ revision }) => revision);
  const isBefore =
    sameAsset(before.environment, pair.environment) &&
    (before.model === undefined || sameAsset(before.model, model));
  return (
    isBefore ||
    known.some(
      (revision) =>
        sameAsset(revision.environment, pair.environment) && sameAsset(revision.model ?? '', model),
    )
  );
}

/** Whether a circuit cannot be planned without its history. */
export function needsHistory(
  way: WayBack,
  choice: TargetChoice,
  found: Found | undefined,
): boolean {
  const pair = {
    environment: way.environment?.to ?? found?.environment ?? way.before.environment,
    model: way.model?.to ?? found?.model,
  };
  return (
    choice.target !== 'previous' || !ranTogether(pair, { before: way.before, history: undefined })
  );
}

/** Every version that a plan may go back to, each once. */
export function assetsInQuestion(
  ways: readonly WayBack[],
  choice: TargetChoice,
  histories: ReadonlyMap<string, CircuitHistory>,
): { environments: string[]; models: string[] } {
  const environments = new Set<string>();
  const models = new Set<string>();
  const add = (environment: string | undefined, model: string | undefined): void => {
    if (environment !== undefined) {
      environments.add(environment);
    }
    if (model !== undefined) {
      models.add(model);
    }
  };
  for (const way of ways) {
    const { environment, model } = way;
    if (choice.target === 'previous') {
      add(environment?.to, model?.to);
    }
    if (choice.target === 'version') {
      const named = namedVersions(way, choice);
      add(named.environment, named.model);
    }
    if (choice.target === 'lastKnownGood') {
      for (const { revision } of histories.get(circuitKey(way))?.periods ?? []) {
        add(environment && revision.environment, model && revision.model);
      }
    }
  }
  return { environments: [...environments], models: [...models] };
}
