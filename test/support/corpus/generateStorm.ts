import { drawSites } from './aFleet';
import { uuid } from './alertRules';
import { chanceOf } from './chance';
import { payloadOf } from './payloads';
import type { Telling } from './payloads';
import { iso, playRows } from './playRows';
import { releaseDocument } from './releaseDocument';
import { broughtBy, rollOut } from './story';
import { hour, minute } from './world';
import type { Ms, World } from './world';

const opens: Ms = Date.UTC(2026, 10, 21, 9);

/**
 * A release that broke all 200 circuits, and the alerts about it of one minute: as many as asked
 * for, a few of them the same one again, one in a hundred of somebody else's.
 */
export function generateStorm({
  seed,
  receipts,
}: {
  seed: number;
  receipts: number;
}): Record<string, unknown> {
  const chance = chanceOf(seed);
  const fleet = fleetOf200();
  const sites = drawSites(fleet, chance.part('sites'), { cadenceMinutes: [15] });
  const release = rollOut(
    { chance },
    { id: 'Release-123', changes: 'environment', sites, at: opens, overMinutes: 5 },
  );
  const closes = opens + 46 * minute;
  const error = { code: 'UserError', message: 'ImportError: libcudnn.so.9' };
  const world: World = {
    name: `storm-of-${receipts}`,
    fleet,
    sites,
    begins: opens - 25 * hour,
    opens,
    closes,
    rollouts: [release],
    troubles: [broughtBy(release, sites, { failsJobs: 1, error })],
  };
  const rows = playRows(world, chance.part('rows'), {
    ingestionSeconds: [10, 30],
    lost: () => false,
    hasF1: true,
    saysReceived: false,
  });
  const told: Telling[] = [];
  return {
    name: world.name,
    class: 'storm',
    fleet,
    releases: [releaseDocument(release, sites, chance.part('release'))],
    receipts: Array.from({ length: receipts }, (_, index) => {
      const at = closes - 2 * minute + (index / receipts) * minute;
      const telling = told.length > 0 && chance.yes(0.1) ? chance.pick(told) : aTelling(at);
      told.push(telling);
      return { receivedAt: iso(at), body: JSON.stringify(payloadOf(telling)) };
    }),
    jobs: rows.jobs.map(({ row }) => row),
    metrics: rows.metrics.map(({ row }) => row),
    truth: { action: 'rollBack', kind: 'environment', releases: [release.id] },
  };

  function aTelling(at: Ms): Telling {
    const { plant, circuit, endpoint, deployment } = chance.pick(sites);
    return {
      kind: 'log',
      naming: 'dimensions',
      rule: chance.yes(0.99) ? 'batch-job-failures' : 'somebody-elses-rule',
      severity: 'Sev1',
      alertId: uuid(chance),
      subject: { plant, circuit, endpoint, deployment },
      condition: 'Fired',
      firedAt: at - minute,
      at,
      value: 1,
      threshold: 0,
      query: 'BatchJobRuns_CL | where status == "Failed"',
      windowMinutes: 15,
    };
  }
}

/** Ten plants of twenty circuits. */
function fleetOf200() {
  return {
    name: 'prod',
    naming: {
      endpoint: 'batch-endpoint-plant-{plant}',
      deployment: 'deployment-circuit-{circuit}',
    },
    plants: Array.from({ length: 10 }, (_, plant) => ({
      id: `P${String(plant + 1).padStart(3, '0')}`,
      circuits: Array.from(
        { length: 20 },
        (__, circuit) => `C${String(circuit + 1).padStart(3, '0')}`,
      ),
    })),
  };
}
