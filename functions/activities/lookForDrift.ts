import { expectations, findDrift } from '../../shared/domain/drift';
import type { Drift } from '../../shared/domain/drift';
import type { PlantReading } from '../../shared/domain/deployment';
import { endpointOf } from '../../shared/domain/fleet';
import type { Fleet } from '../../shared/domain/fleet';
import { periodsSeen } from '../../shared/domain/history/periodsSeen';
import { inBatches } from '../../shared/domain/inBatches';
import type { Release } from '../../shared/domain/release';
import type { Instant } from '../../shared/domain/time';
import type { Services } from '../../shared/ports';

type Needs = Pick<
  Services,
  'deployments' | 'histories' | 'incidents' | 'releases' | 'settings' | 'log'
>;

/** Compares what every circuit runs with what the releases and rollbacks on record left it at. */
export async function lookForDrift(
  { at }: { at: Instant },
  { deployments, histories, incidents, releases, settings, log }: Needs,
): Promise<{ drift: Drift[]; unread: string[] }> {
  const [fleet, policy, { read }, findings] = await Promise.all([
    settings.fleet(),
    settings.policy(),
    releases.all(),
    releases.verify(),
  ]);
  const broken = findings.filter(({ finding }) => finding !== 'unsealed');
  if (broken.length > 0) {
    log.warn('release metadata does not verify', { findings: broken });
  }
  const recorded = await inBatches(read, async (release) => {
    const claim = await incidents.claimOf(release.id);
    const rollback = claim === undefined || claim.status === 'free' ? 'none' : claim.status;
    return { release, rollback } as const;
  });
  const readings = await inBatches(
    fleet.plants,
    async ({ id }) => [id, await deployments.list(endpointOf(fleet.naming, id))] as const,
  );

  const { rolloutMinutes } = policy.sweep;
  const expected = expectations(recorded, { now: at, rolloutMinutes });
  const drift = findDrift(fleet, new Map(readings), expected);
  await noteWhatRuns(fleet, { readings: new Map(readings), releases: read, at }, histories);
  const unread = readings.flatMap(([id, { status }]) => (status === 'unavailable' ? [id] : []));
  log.info('fleet swept', { circuits: expected.size, drift: drift.length, unread });
  return { drift, unread };
}

type Seen = {
  readings: ReadonlyMap<string, PlantReading>;
  releases: readonly Release[];
  at: Instant;
};

/** Keeps the history of every circuit: what it runs now, since when, and which release brought it. */
async function noteWhatRuns(
  fleet: Fleet,
  seen: Seen,
  histories: Services['histories'],
): Promise<void> {
  await inBatches(periodsSeen(fleet, seen), ({ circuit, period }) =>
    histories.recordPeriod(circuit, period),
  );
}
