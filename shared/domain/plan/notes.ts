import { assetName, assetVersion } from '../asset';
import { circuitKey, circuitName, same } from '../fleet';
import type { Seal } from '../release/chain';
import { compareVersions } from '../version';
import { targetsOf } from './plan';
import type { Plan } from './plan';
import type { World } from './planCircuit';
import type { BlamedRelease } from './wayBack';

type Scene = {
  planned: Omit<Plan, 'notes'>;
  seals: readonly { release: string; seal: Seal }[];
  world: World;
};

/** What a person should know before a plan is carried out, and that does not stop it. */
export function notesOn(blamed: readonly BlamedRelease[], scene: Scene): string[] {
  return [
    ...scene.seals.flatMap(({ release, seal }) =>
      seal.status === 'unsealed'
        ? [`the metadata of ${release} has no hash: that nobody changed it is not proven`]
        : [],
    ),
    ...blamed.flatMap(({ metadata: { id, breakingChanges = [], irreversibleMigrations = [] } }) => [
      ...breakingChanges.map((change) => `crosses a breaking change of ${id}: ${change}`),
      ...irreversibleMigrations.map((one) => `does not undo a migration of ${id}: ${one}`),
    ]),
    ...blamed.flatMap(strangersIn),
    ...forwardIn(scene.planned),
    ...unreadIn(scene.world),
    ...assetNotes(scene.world),
  ];
}

function strangersIn({ scope, metadata }: BlamedRelease): string[] {
  const changed = new Set(metadata.changes.map(circuitKey));
  const named = scope.of === 'circuits' ? scope.circuits : [];
  return named
    .filter((circuit) => !changed.has(circuitKey(circuit)))
    .map((circuit) => `${metadata.id} did not change ${circuitName(circuit)}: it stays as it is`);
}

/** A named version may be newer than what runs: then this is no way back. */
function forwardIn(planned: Omit<Plan, 'notes'>): string[] {
  const steps = targetsOf(planned).flatMap(({ from, to }) => [
    { from: from.environment, to: to.environment },
    ...(from.model && to.model ? [{ from: from.model, to: to.model }] : []),
  ]);
  const forward = steps
    .filter(({ from, to }) => same(assetName(from), assetName(to)))
    .filter(({ from, to }) => compareVersions(assetVersion(to), assetVersion(from)) > 0)
    .map(({ from, to }) => `${to} is newer than ${from}, which runs now`);
  return [...new Set(forward)];
}

function unreadIn({ readings }: World): string[] {
  return [...readings].flatMap(([plant, { status }]) =>
    status === 'unavailable' ? [`${plant} could not be read: every write looks afresh`] : [],
  );
}

function assetNotes({ assets }: World): string[] {
  const all = [
    ...[...assets.environments].map(([name, state]) => ({ name: `environment ${name}`, state })),
    ...[...assets.models].map(([name, state]) => ({ name: `model ${name}`, state })),
  ];
  const archived = all.filter(({ state }) => state === 'archived');
  const unchecked = all.filter(({ state }) => state === 'unchecked').length;
  return [
    ...archived.map(({ name }) => `${name} is archived, and can still be used`),
    ...(unchecked > 0
      ? [`${unchecked} versions lie in a registry, where they were not checked`]
      : []),
  ];
}
