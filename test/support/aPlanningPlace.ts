import type { PlanningNeeds } from '../../shared/planning/makePlan';
import type { Blobs, Deployments } from '../../shared/ports';
import { historiesIn } from '../../shared/records/histories';
import { quarantineIn } from '../../shared/records/quarantine';
import { releasesIn } from '../../shared/records/releases';
import { aFleet, aPolicy, aReading } from './builders';

/** What planning needs, over records in memory and a cloud in which nothing is unusual. */
export function aPlanningPlace(blobs: Blobs, over: Partial<Deployments> = {}): PlanningNeeds {
  return {
    deployments: {
      list: async () => aReading(),
      startRestore: async () => ({ status: 'started' }),
      environment: async () => 'present',
      model: async () => 'present',
      ...over,
    },
    releases: releasesIn(blobs),
    histories: historiesIn(blobs),
    quarantine: quarantineIn(blobs),
    settings: { policy: async () => aPolicy(), fleet: async () => aFleet() },
  };
}
