import { ruleNames, uuid } from './alertRules';
import { badData } from './effects';
import { broughtBy, endOf, fromOutside, releaseIds, rollOut, shareOf } from './story';
import type { Cause, HistoryClass, Scene, Story } from './story';
import { hour, minute } from './world';
import type { Ms, Rollout, Site } from './world';

function nobody(note: string): Cause {
  return { action: 'none', note };
}

/** A sound release of all circuits, or some, of any kind. */
function soundRelease(scene: Scene, at: Ms, sites?: readonly Site[]): Rollout {
  const { chance } = scene;
  const [id] = releaseIds(chance);
  return rollOut(scene, {
    id,
    changes: chance.pick(['environment', 'environment', 'model', 'both']),
    sites: sites ?? (chance.yes(0.6) ? scene.sites : shareOf(scene, chance.between(0.2, 0.8))),
    at,
  });
}

/**
 * An outage of what circuits read, some time after a sound release: every circuit had at least a
 * job that went well on what the release brought, so whoever looks can know.
 */
function outage(scene: Scene, hit: readonly Site[], released?: readonly Site[]): Story {
  const { chance, opens, cadence } = scene;
  const release = soundRelease(scene, opens + chance.between(-30, 20) * minute, released);
  const at = endOf(release) + Math.max(15 * minute, cadence * chance.between(1.5, 3));
  const lasts = chance.between(0.6, 2) * hour + cadence;
  return {
    rollouts: [release],
    troubles: [fromOutside(hit, { at, until: at + lasts }, badData(chance))],
    truth: nobody('upstream data was missing or wrong; the release had run well before'),
    lasts: at - opens + lasts + 30 * minute,
    rows: { hasF1: true },
  };
}

const fleetOutage: HistoryClass = {
  name: 'outage-fleet',
  tell: (scene) => outage(scene, scene.sites),
};

const plantOutage: HistoryClass = {
  name: 'outage-plant',
  fleet: { circuits: 40, plants: 5 },
  tell: (scene) => {
    const plant = scene.chance.pick(scene.fleet.plants).id;
    const hit = scene.sites.filter((site) => site.plant === plant);
    return outage(scene, hit, scene.chance.pick([undefined, hit, scene.sites]));
  },
};

/** A feature store that circuits of several plants read. */
const sourceOutage: HistoryClass = {
  name: 'outage-shared-source',
  tell: (scene) => outage(scene, shareOf(scene, scene.chance.between(0.3, 0.7))),
};

/** A release and an outage in the same minutes: what the release did not change fails as well. */
const deployAtOutage: HistoryClass = {
  name: 'outage-at-deploy',
  fleet: { circuits: 24 },
  tell: (scene) => {
    const { chance, opens, cadence } = scene;
    const release = soundRelease(
      scene,
      opens + chance.between(20, 60) * minute,
      shareOf(scene, chance.between(0.2, 0.6)),
    );
    const at = release.at + chance.between(-10, 15) * minute;
    const lasts = chance.between(1, 2) * hour + cadence;
    return {
      rollouts: [release],
      troubles: [fromOutside(scene.sites, { at, until: at + lasts }, badData(chance))],
      truth: nobody('an outage of the whole fleet, half of which had just been changed'),
      lasts: at - opens + lasts + 30 * minute,
      rows: { hasF1: true },
    };
  },
};

/** Circuits that have failed every few jobs for as long as there are rows. */
function noise(scene: Scene, count: number): Story {
  const { chance, opens, cadence } = scene;
  const noisy = chance.some(scene.sites, count);
  const keys = new Set(noisy.map(({ key }) => key));
  const reached = chance.pick([noisy, noisy, scene.sites]);
  const release = soundRelease(scene, opens + chance.between(10, 60) * minute, reached);
  return {
    rollouts: [release],
    troubles: [],
    sites: scene.sites.map((site) =>
      keys.has(site.key) ? { ...site, failureRate: chance.between(0.2, 0.6) } : site,
    ),
    truth: nobody('these circuits failed as often before the release'),
    lasts: 2 * hour + 4 * cadence,
  };
}

const noisyCircuit: HistoryClass = { name: 'noisy-circuit', tell: (scene) => noise(scene, 1) };

const noisyCircuits: HistoryClass = {
  name: 'noisy-circuits',
  fleet: { circuits: 20 },
  tell: (scene) => noise(scene, scene.chance.whole(2, 4)),
};

/** A model that ages: it loses for a day and crosses the limit after somebody else's release. */
const slowDrift: HistoryClass = {
  name: 'slow-drift',
  fleet: { cadenceMinutes: [5, 10, 15, 30] },
  tell: (scene) => {
    const { chance, opens, begins } = scene;
    const plant = chance.pick(scene.fleet.plants).id;
    const drifting = chance.yes(0.5)
      ? chance.some(scene.sites, 1)
      : scene.sites.filter((site) => site.plant === plant);
    const at = opens + chance.between(20, 90) * minute;
    const release = soundRelease(scene, at, chance.pick([drifting, scene.sites]));
    // At this pace it is a fifth below the mean of the day before towards the end.
    const perHour = chance.between(0.012, 0.017);
    return {
      rollouts: [release],
      troubles: [
        fromOutside(
          drifting,
          { at: begins, until: Number.POSITIVE_INFINITY },
          { f1DropPerHour: perHour },
        ),
      ],
      truth: nobody('F1 was falling at the same pace for a day before the release'),
      lasts: 4.5 * hour,
      rows: { hasF1: true },
    };
  },
};

/** A rule somebody set wrongly: alerts by the hundred while every job goes well. */
const storm: HistoryClass = {
  name: 'storm-no-cause',
  tell: (scene) => {
    const { chance, opens } = scene;
    const release = soundRelease(scene, opens + chance.between(5, 40) * minute);
    const from = release.at + chance.between(5, 40) * minute;
    const alarming = shareOf(scene, chance.between(0.4, 1), 2);
    const rule = chance.pick([ruleNames.jobs, ruleNames.errors, ruleNames.p99]);
    return {
      rollouts: [release],
      troubles: [],
      truth: nobody('the alert rule is wrong, the fleet is well'),
      lasts: 2 * hour,
      moreTellings: () =>
        Array.from({ length: chance.whole(30, 300) }, () => {
          const { plant, circuit, endpoint, deployment } = chance.pick(alarming);
          const at = from + chance.between(0, 20) * minute;
          return {
            kind: 'log' as const,
            naming: 'dimensions' as const,
            rule,
            severity: 'Sev1',
            alertId: uuid(chance),
            subject: { plant, circuit, endpoint, deployment },
            condition: 'Fired' as const,
            firedAt: at,
            at,
            value: 1,
            threshold: 0,
            query: 'BatchJobRuns_CL',
            windowMinutes: 15,
          };
        }),
    };
  },
};

/** Circuits that hover about the limit of a rule, before the release as after it. */
const flapping: HistoryClass = {
  name: 'flapping-innocent',
  fleet: { cadenceMinutes: [5, 10, 15] },
  tell: (scene) => {
    const { chance, opens } = scene;
    const hovering = shareOf(scene, chance.between(0.05, 0.3), 1);
    const keys = new Set(hovering.map(({ key }) => key));
    const release = soundRelease(
      scene,
      opens + chance.between(10, 60) * minute,
      chance.pick([hovering, scene.sites]),
    );
    return {
      rollouts: [release],
      troubles: [],
      sites: scene.sites.map((site) =>
        keys.has(site.key) ? { ...site, errorRate: chance.between(0.04, 0.055) } : site,
      ),
      truth: nobody('these circuits hovered about the limit for a day before the release'),
      lasts: 3 * hour,
    };
  },
};

/** A broken release, and no row to know it by: only a person can find out. */
const noRows: HistoryClass = {
  name: 'missing-metrics',
  tell: (scene) => {
    const { chance, opens, cadence } = scene;
    const at = opens + chance.between(20, 60) * minute;
    const [id] = releaseIds(chance);
    const release = rollOut(scene, { id, changes: 'environment', sites: scene.sites, at });
    const error = { code: 'UserError', message: 'ImportError: libcudnn.so.9' };
    return {
      rollouts: [release],
      troubles: [broughtBy(release, scene.sites, { failsJobs: 1, error })],
      truth: nobody('nothing was measured: an alert alone is no evidence'),
      lasts: at - opens + 90 * minute + 3 * cadence,
      rows: { lost: () => true },
      alerts: { workspaceRuns: true, seeLostRows: chance.yes(0.7) },
      delivery: { foreignPerHour: 2 },
    };
  },
};

/** An ordinary day: releases that are sound, jobs that fail now and then, alerts about those. */
const quiet: HistoryClass = {
  name: 'quiet-day',
  tell: (scene) => {
    const { chance, opens, cadence } = scene;
    const count = chance.whole(1, 3);
    return {
      rollouts: Array.from({ length: count }, (_, index) => {
        const release = soundRelease(scene, opens + chance.between(-60, 90) * minute);
        return { ...release, id: `${release.id}-${index + 1}` };
      }),
      troubles: [],
      truth: nobody('nothing is wrong'),
      lasts: 3 * hour + 2 * cadence,
    };
  },
};

/** Nothing that a rollback could mend: what looks like a release's fault is not. */
export const innocentReleases: readonly HistoryClass[] = [
  fleetOutage,
  plantOutage,
  sourceOutage,
  deployAtOutage,
  noisyCircuit,
  noisyCircuits,
  slowDrift,
  storm,
  flapping,
  noRows,
  quiet,
];
