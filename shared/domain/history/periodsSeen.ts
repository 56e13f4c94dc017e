import { EnvironmentVersion } from '../asset';
import { hasSucceeded } from '../deployment';
import type { PlantReading } from '../deployment';
import { circuitKey, circuitsOf, deploymentOf, same } from '../fleet';
import type { Circuit, Fleet } from '../fleet';
import type { Change, Release } from '../release';
import { runs } from '../revision';
import type { Instant } from '../time';
import type { Period } from './history';

type Seen = {
  /** By plant. */
  readings: ReadonlyMap<string, PlantReading>;
  releases: readonly Release[];
  at: Instant;
};

/**
 * What a look at the fleet says of each circuit: the revision that runs, and the release that
 * brought it where one is known. What is being changed, or is no version, is not noted.
 */
export function periodsSeen(
  fleet: Fleet,
  { readings, releases, at }: Seen,
): { circuit: Circuit; period: Period }[] {
  const brought = changesByCircuit(releases);
  return circuitsOf(fleet).flatMap((circuit) => {
    const reading = readings.get(circuit.plant);
    const name = deploymentOf(fleet.naming, circuit.circuit);
    const found =
      reading?.status === 'read'
        ? reading.deployments.find(({ deployment }) => same(deployment, name))
        : undefined;
    if (!found || !hasSucceeded(found.state) || !isVersion(found.environment)) {
      return [];
    }
    const { environment, model } = found;
    const revision = { environment, ...(model === undefined ? {} : { model }) };
    const youngest = brought.get(circuitKey(circuit));
    const by = youngest && runs(found, youngest.change.to) ? youngest : undefined;
    const period: Period = {
      revision,
      since: by?.release.at ?? at,
      ...(by ? { release: by.release.id } : {}),
      ...(by?.release.changeCause === undefined ? {} : { changeCause: by.release.changeCause }),
    };
    return [{ circuit, period }];
  });
}

function isVersion(environment: string): boolean {
  return EnvironmentVersion.safeParse(environment).success;
}

type Brought = { release: Release; change: Change };

/** The youngest release that changed each circuit: whoever runs something else was taken back. */
function changesByCircuit(releases: readonly Release[]): ReadonlyMap<string, Brought> {
  return new Map(
    releases
      .toSorted((a, b) => (a.at < b.at ? -1 : 1))
      .flatMap((release) =>
        release.changes.map((change) => [circuitKey(change), { release, change }]),
      ),
  );
}
