import { expectations, findDrift } from '../../shared/domain/drift';
import type { Drift } from '../../shared/domain/drift';
import { endpointOf } from '../../shared/domain/fleet';
import { inBatches } from '../../shared/domain/inBatches';
import type { Instant } from '../../shared/domain/time';
import type { Services } from '../../shared/ports';

type Needs = Pick<Services, 'deployments' | 'incidents' | 'releases' | 'settings' | 'log'>;

/** Compares what every circuit runs with what the releases and rollbacks on record left it at. */
export async function lookForDrift(
  { at }: { at: Instant },
  { deployments, incidents, releases, settings, log }: Needs,
): Promise<{ drift: Drift[]; unread: string[] }> {
  const [fleet, policy, { read }] = await Promise.all([
    settings.fleet(),
    settings.policy(),
    releases.all(),
  ]);
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
  const unread = readings.flatMap(([id, { status }]) => (status === 'unavailable' ? [id] : []));
  log.info('fleet swept', { circuits: expected.size, drift: drift.length, unread });
  return { drift, unread };
}
