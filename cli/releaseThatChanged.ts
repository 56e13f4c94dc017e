import type { RollbackKind } from '../shared/domain/decide/blamed';
import { circuitName } from '../shared/domain/fleet';
import type { Circuit } from '../shared/domain/fleet';
import { Releases } from './api/answers';
import type { Api } from './api/api';
import { Failure, exits } from './failure';

type Listed = Releases['releases'][number];

/** The newest release on record that changed what is to be taken back on a circuit. */
export async function releaseThatChanged(
  circuit: Circuit,
  kind: RollbackKind,
  api: Api,
): Promise<string> {
  const query = new URLSearchParams(circuit).toString();
  const { releases, unreadable } = await api.get(`/api/releases?${query}`, Releases);
  const found = releases.find((release) => changes(release, kind));
  if (!found) {
    const what = kind === 'both' ? 'model or environment' : kind;
    const others =
      unreadable.length === 0 ? '' : `; ${unreadable.length} records could not be read`;
    throw new Failure(
      exits.finding,
      `found no release on record that changed the ${what} of ${circuitName(circuit)}, expected one, or --release${others}`,
    );
  }
  return found.id;
}

function changes({ from, to }: Listed, kind: RollbackKind): boolean {
  const isNewModel = to?.model !== undefined && to.model !== from?.model;
  const isNewEnvironment = to !== undefined && to.environment !== from?.environment;
  switch (kind) {
    case 'model':
      return isNewModel;
    case 'environment':
      return isNewEnvironment;
    case 'both':
      return isNewModel || isNewEnvironment;
  }
}
