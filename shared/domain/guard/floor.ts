import { assetName, assetVersion } from '../asset';
import type { Target } from '../deployment';
import { circuitKey, circuitName, same } from '../fleet';
import type { Revision } from '../revision';
import { compareVersions } from '../version';
import { eachCircuit, passed } from './question';
import type { Case, Guard } from './question';

type Asset = 'environment' | 'model';

/** A circuit is not taken below the oldest version that it is known to have run. */
export const floor: Guard = (of) => {
  if (of.incident.terms?.choice?.target !== 'version') {
    return passed('every circuit goes to what is on record of it');
  }
  const known = revisionsOnRecord(of);
  return eachCircuit(
    of.targets,
    (target) => {
      const revisions = known.get(circuitKey(target)) ?? [];
      return belowFloor(target, 'environment', revisions) ?? belowFloor(target, 'model', revisions);
    },
    'no circuit goes below the oldest version on record of it',
  );
};

function revisionsOnRecord({ accused, histories }: Case): ReadonlyMap<string, Revision[]> {
  const known = new Map<string, Revision[]>();
  const note = (key: string, revisions: readonly Revision[]): void => {
    known.set(key, [...(known.get(key) ?? []), ...revisions]);
  };
  for (const { reading } of accused) {
    for (const change of reading.status === 'read' ? reading.release.changes : []) {
      note(circuitKey(change), [change.from, change.to]);
    }
  }
  for (const [key, { periods }] of histories) {
    note(
      key,
      periods.map(({ revision }) => revision),
    );
  }
  return known;
}

/** A version of another name cannot be told to be older: that is for the plan to doubt. */
function belowFloor(
  { from, to, ...target }: Target,
  asset: Asset,
  revisions: readonly Revision[],
): string | undefined {
  const wanted = to[asset];
  if (wanted === undefined || wanted === from[asset]) {
    return undefined;
  }
  const [oldest] = [from, ...revisions]
    .flatMap((revision) => revision[asset] ?? [])
    .filter((version) => same(assetName(version), assetName(wanted)))
    .toSorted((a, b) => compareVersions(assetVersion(a), assetVersion(b)));
  return oldest !== undefined && compareVersions(assetVersion(wanted), assetVersion(oldest)) < 0
    ? `${circuitName(target)} would go to ${wanted} < ${oldest}, the oldest on record of it`
    : undefined;
}
