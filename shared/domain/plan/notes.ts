import { circuitKey, circuitName } from '../fleet';
import type { Seal } from '../release/chain';
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
